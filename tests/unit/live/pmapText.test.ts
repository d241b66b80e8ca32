/** The pmap view on imported sources: the text that the source itself is, or a sentence that says what is missing. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pmapTextFormats, type Calls, type PmapTextFormat } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { pmapText } from '@main/live/pmapText.ts';
import { sampleCore } from '../../support/sampleCore.ts';
import { sample, syntheticCapture } from '../state/syntheticCapture.ts';
import { importText } from '../../support/atOnce.ts';

const folder = new URL('../../fixtures/import/', import.meta.url);
const fixture = (name: string): Buffer => readFileSync(new URL(name, folder));

function imported(name: string, content: Uint8Array = fixture(name)): Capture {
  const outcome = importText(content, name);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value.capture;
}

const print = (capture: Capture, options: Partial<Calls['pmap.text']['argument']>) =>
  pmapText(undefined, capture, {
    watch: 1,
    format: 'default',
    showPath: false,
    kernelNames: false,
    labels: false,
    quiet: false,
    ...options,
  });

function lines(capture: Capture, options: Partial<Calls['pmap.text']['argument']>): readonly string[] {
  const outcome = print(capture, options);
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value.lines;
}

/** The same process as procps printed it. */
const original = {
  default: 'pmap.txt',
  extended: 'pmap-x.txt',
  device: 'pmap-d.txt',
  more: 'pmap-X.txt',
  most: 'pmap-XX.txt',
} as const satisfies Record<PmapTextFormat, string>;
const originalLines = (format: PmapTextFormat): string[] => fixture(original[format]).toString().trimEnd().split('\n');
/** PSS follows other processes, so that figures of two moments differ; and trimEnd takes blanks that end the text. */
const comparable = (text: readonly string[]): string[] => text.map((line) => line.trimEnd());

describe('what a source tells', () => {
  test.each([
    ['pmap.txt', ['default']],
    ['pmap-q.txt', ['default']],
    ['pmap-x.txt', ['default', 'extended']],
    ['pmap-d.txt', ['default', 'device']],
    ['pmap-X.txt', ['default', 'device']],
    ['pmap-XX.txt', ['default', 'extended', 'device', 'most']],
    ['smemcap.tar', ['default', 'device']],
  ] as const)('%s prints what procps printed of the process', (name, formats) => {
    const capture = imported(name);
    for (const format of formats) {
      expect(comparable(lines(capture, { format }))).toEqual(comparable(originalLines(format)));
    }
  });

  test.each([
    ['maps.txt', ['default', 'device'], '?:   ?'],
    ['smaps.txt', ['default', 'extended', 'device'], '?:   ?'],
    ['gdb.txt', ['default'], '9402:   ?'],
  ] as const)('%s prints the same, but for the command, which it does not tell', (name, formats, first) => {
    const capture = imported(name);
    for (const format of formats) {
      const [line, ...rest] = lines(capture, { format });
      expect(line).toBe(first);
      expect(comparable(rest)).toEqual(comparable(originalLines(format).slice(1)));
    }
  });

  test('a figure that it leaves out is a dash, in the total too', () => {
    const text = lines(imported('pmap-X.txt'), { format: 'extended' });
    expect(text[2]).toBe('000055fb55064000       4       4       - r---- threads');
    expect(text.at(-1)).toBe('total kB          411908    1912       -');
  });

  test('paths are printed whole where they are told', () => {
    expect(lines(imported('pmap-xp.txt'), { showPath: true })[1]).toBe(
      '000055fb55064000      4K r---- /tmp/example/threads',
    );
  });
});

describe('what a source does not tell', () => {
  const said = (capture: Capture, options: Partial<Calls['pmap.text']['argument']>): string => {
    const outcome = print(capture, options);
    if (outcome.ok) return 'printed';
    expect(outcome.code).toBe('failed');
    return [outcome.message, outcome.why, outcome.remedy].join(' ');
  };

  test('keeps a format from being printed, with what is missing in words', () => {
    expect(said(imported('pmap.txt'), { format: 'device' })).toBe(
      'pmap -d prints offsets into files and devices, which pmap.txt does not tell. It was made from pmap. Choose another format. The table shows what is known.',
    );
    expect(said(imported('pmap-x.txt'), { format: 'most' })).toMatch(
      /^pmap -XX prints offsets into files, devices, inodes and the kernel’s own names, such as \[heap\], which /,
    );
    expect(said(imported('gdb.txt'), { format: 'device' })).toMatch(/^pmap -d prints devices, which gdb.txt/);
  });

  test('keeps figures from being printed as zeros', () => {
    for (const format of ['extended', 'more', 'most'] as const) {
      expect(said(imported('maps.txt'), { format })).toMatch(
        /^pmap -\w+ prints figures of smaps, and there are none\. maps\.txt was made from maps, which has none\. The formats pmap and pmap -d need none\.$/,
      );
    }
  });

  test('keeps -X from passing for -XX', () => {
    expect(said(imported('pmap-X.txt'), { format: 'most' })).toMatch(/^pmap -XX prints figures and flags that pmap -X/);
    expect(said(imported('pmap-X.txt'), { format: 'more' })).toBe('printed');
  });

  test('keeps -p and -k from printing less than they say; our labels need neither', () => {
    const capture = imported('pmap.txt');
    expect(said(capture, { showPath: true })).toMatch(/^-p prints the folders of files, which .* Switch -p off\./);
    expect(said(capture, { kernelNames: true })).toMatch(/^-k prints the kernel’s own names.* Switch -k off\./);
    expect(said(capture, { kernelNames: true, showPath: true, labels: true })).toBe('printed');
  });

  test('of a core file is what is shared, which every format prints', () => {
    const core = imported('core', sampleCore());
    for (const format of pmapTextFormats) {
      expect(said(core, { format })).toMatch(/which mappings are shared.*, which core does not tell\./);
    }
  });
});

describe('a process', () => {
  test('whose smaps is refused says why, and that two formats need none', () => {
    const bare: Capture = {
      ...syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p' }]),
      access: [
        {
          file: '/proc/4711/smaps',
          status: 'refused',
          why: 'It belongs to ada.',
          remedy: 'sudo',
          bytes: 0 as never,
          cost: 0 as never,
        },
      ],
    };
    expect(print(bare, { format: 'extended' })).toMatchObject({ code: 'refused', why: 'It belongs to ada.' });
    expect(print({ ...bare, stage: 'maps' }, { format: 'more' })).toMatchObject({ why: 'They are still being read.' });
    expect(print(bare, { format: 'device' })).toMatchObject({ ok: true });
  });

  test('is printed in every format', () => {
    for (const format of pmapTextFormats) expect(print(sample(), { format })).toMatchObject({ ok: true });
  });
});
