import { describe, expect, it } from 'vitest';
import { captureText, hasFiguresFor, type CaptureTextOptions } from '@main/pmap/captureText.ts';
import { sample, syntheticCapture } from '../state/syntheticCapture.ts';

const capture = sample();
const plain: CaptureTextOptions = {
  format: 'default',
  showPath: false,
  kernelNames: false,
  labels: false,
  quiet: false,
};
const text = (options: Partial<CaptureTextOptions> = {}) => captureText(capture, { ...plain, ...options }, () => false);

describe('the text of a capture', () => {
  it('is that of pmap, line by line', () => {
    expect(text().lines).toEqual([
      '4711:   sample',
      '0000000000400000      8K r-x-- sample',
      '0000000000600000    132K rw---   [ anon ]',
      '00007f0000000000   8192K rw---   [ anon ]',
      'ffffffffff600000      4K --x--   [ anon ]',
      ' total             8336K',
    ]);
  });
  it('says which mapping each line shows, and of titles and totals that they show none', () => {
    const starts = [0x400, 0x600, 0x7f0000000, 0xffffffffff600];
    expect([...text().starts]).toEqual([NaN, ...starts, NaN]);
    const { lines, starts: extended } = text({ format: 'extended' });
    expect(lines[1]).toMatch(/^Address +Kbytes/);
    expect([...extended]).toEqual([NaN, NaN, ...starts, NaN, NaN]);
    expect([...text({ format: 'extended', quiet: true }).starts]).toEqual([NaN, ...starts]);
  });
  it('has a line for each region with labels, named by our kinds', () => {
    const { lines, starts } = text({ labels: true });
    expect(lines.join('\n')).toContain('[ heap ]');
    expect(lines.join('\n')).toContain('[ tls ]');
    expect([...starts].filter((start) => !Number.isNaN(start))).toEqual([...capture.regions.start]);
  });
  it.each(['more', 'most', 'device'] as const)('has as many lines as the format %s prints', (format) => {
    const { lines, starts } = text({ format });
    expect(starts).toHaveLength(lines.length);
    expect([...starts].filter((start) => !Number.isNaN(start))).toEqual([...capture.mappings.start]);
  });
  it('needs figures only where the format prints them', () => {
    const bare = syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p' }]);
    expect(hasFiguresFor(bare, 'default')).toBe(true);
    expect(hasFiguresFor(bare, 'most')).toBe(false);
    expect(hasFiguresFor(capture, 'most')).toBe(true);
  });
});
