/** Tables as differences: making one and applying it gives the table back, and it is small where little changed. */
import { describe, expect, it } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { applyUpdate, updateFrom, type CaptureUpdate } from '@contract/update.ts';
import { captureOf, crowdedCapture, sampleCapture, type SampleRow } from '../../support/sampleCapture.ts';
import { told } from '../../support/words.ts';

const carried = (update: CaptureUpdate): { bytes: number; update: CaptureUpdate } => {
  const frame = encodeFrame({ event: 'watch.update', value: update });
  return { bytes: frame.length, update: (decodeFrame(frame) as { value: CaptureUpdate }).value };
};

function round(before: Capture, after: Capture): number {
  const { bytes, update } = carried(updateFrom(before, after));
  expect(applyUpdate(before, update)).toEqual(after);
  return bytes;
}

/** Compares large captures cell by cell; toEqual takes seconds for their columns. */
function largeRound(before: Capture, after: Capture): number {
  const { bytes, update } = carried(updateFrom(before, after));
  const made = applyUpdate(before, update);
  expect(Object.keys(updateFrom(made, after)).sort()).toEqual(['base', 'head']);
  return bytes;
}

const owners = ['one', 'two', 'three'];

/** Rows by chance; every name, label and object may come, go and move. */
function chance(random: (below: number) => number, sequence: number): Capture {
  const rows: SampleRow[] = [];
  for (let at = random(4); at < 80;) {
    const end = at + 1 + random(6);
    rows.push({
      start: at,
      end,
      perms: ['rw-p', '---p', 'r-xs'][random(3)]!,
      label: ['', 'a', 'b', `c${random(4)}`][random(4)]!,
      kind: (['anon', 'heap', 'guard'] as const)[random(3)]!,
      resident: random(3) / 2,
      ...(random(2) ? { object: owners[random(3)]! } : {}),
    });
    at = end + random(3);
  }
  const objects = owners
    .filter(() => random(3) > 0)
    .map((key) => ({ kind: 'arena' as const, key, label: told(`${key}${random(2)}`) }));
  const capture = captureOf(rows, objects, sequence);
  const details = rows.flatMap((_, region) =>
    random(4) ? [] : [{ region, guardsRegion: random(rows.length), runtime: `r${random(2)}` }],
  );
  return { ...capture, regions: { ...capture.regions, details } };
}

describe('a difference of captures', () => {
  it('gives back what it was made from, whatever changed', () => {
    let seed = 11;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let step = 0; step < 400; step++) round(chance(random, 1), chance(random, 2));
    round(sampleCapture(), chance(random, 2));
    round(chance(random, 1), { ...sampleCapture(), sequence: 2 });
  });

  it('keeps a column that had to become wider', () => {
    const before = sampleCapture();
    const smaps = before.smaps!;
    const columns = smaps.columns.map((column, key) =>
      key === 1 ? Float64Array.from(column).fill(2 ** 40, 3, 4) : column,
    );
    round(before, { ...before, sequence: 2, smaps: { ...smaps, columns } });
  });

  it.each([1000, 60_000])('sends kilobytes for one mapping more among %i', (count) => {
    const before = crowdedCapture(count);
    const rows: SampleRow[] = Array.from({ length: count }, (_, row) => ({
      start: before.mappings.start[row]!,
      end: before.mappings.end[row]!,
      perms: row % 8 === 0 ? '---p' : 'rw-p',
      label: `row ${row % 100}`,
      kind: 'anon' as const,
      resident: 0.5,
    }));
    const more: SampleRow = { start: 16, end: 20, perms: 'rw-p', label: 'new', kind: 'heap', resident: 1 };
    const bytes = largeRound(captureOf(rows), captureOf([more, ...rows], [], 2));
    expect(bytes).toBeLessThanOrEqual(4096 + 60);
  });

  it.each([1000, 60_000])('sends some bytes a figure for 500 changed figures among %i mappings', (count) => {
    const before = crowdedCapture(count);
    const smaps = before.smaps!;
    const rss = smaps.columns[1]!.slice();
    for (let row = 0; row < 500; row++) rss[row] = rss[row]! + 4;
    const columns = smaps.columns.map((column, key) => (key === 1 ? rss : column));
    const bytes = largeRound(before, { ...before, sequence: 2, smaps: { ...smaps, columns } });
    expect(bytes).toBeLessThanOrEqual(4096 + 500 * 60);
  });
});
