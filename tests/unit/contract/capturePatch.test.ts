/** Tables as differences: making one and applying it gives the table back, and it is small where little changed. */
import { describe, expect, it } from 'vitest';
import type { Capture, RegionDetail } from '@contract/capture.ts';
import { phrase } from '@contract/verdict.ts';
import { decodeFrame, encodeFrame } from '@contract/frames.ts';
import { patchedList } from '@contract/tablePatch.ts';
import { asBytes, asPageNumber, asTid } from '@contract/units.ts';
import { applyUpdate, updateFrom, type CaptureUpdate } from '@contract/update.ts';
import { carryFigures } from '@main/capture/carry.ts';
import { chanceCapture, chanceNumbers } from '../../support/chanceCapture.ts';
import { captureOf, crowdedCapture, sampleCapture, type SampleRow } from '../../support/sampleCapture.ts';

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

describe('a difference of captures', () => {
  it('gives back what it was made from, whatever changed', () => {
    const random = chanceNumbers(11);
    for (let step = 0; step < 400; step++) round(chanceCapture(random, 1), chanceCapture(random, 2));
    round(sampleCapture(), chanceCapture(random, 2));
    round(chanceCapture(random, 1), { ...sampleCapture(), sequence: 2 });
  });

  it('gives back figures that are not read yet, and says once that they are not', () => {
    const random = chanceNumbers(12);
    for (let step = 0; step < 200; step++) {
      const [before, after] = [chanceCapture(random, 1), chanceCapture(random, 2)];
      if (before.smaps) round(before, { ...after, smaps: carryFigures(before.mappings, before.smaps, after.mappings) });
    }
    const row = (start: number): SampleRow => ({
      start,
      end: start + 2,
      perms: 'rw-p',
      label: 'row',
      kind: 'anon',
      resident: 0.5,
    });
    const [before, after] = [captureOf([row(16)]), captureOf([row(16), row(32)], [], 2)];
    const unread = carryFigures(before.mappings, before.smaps!, after.mappings);
    expect(round(before, { ...after, smaps: unread })).toBeLessThan(round(before, after));
  });

  it('makes no more of a list than there is, whatever a damaged patch claims', () => {
    const claims = { length: 1e9, copies: Uint32Array.of(1000, 0, 1), items: ['new'] };
    expect(patchedList(['old'], claims)).toEqual(['new', 'old']);
  });

  it('tells every field of a detail that is not what it was', () => {
    const before = chanceCapture(chanceNumbers(3), 1);
    const detail: Required<RegionDetail> = {
      region: 0,
      guards: phrase('memory-above'),
      guardsRegion: 1,
      thread: { tid: asTid(1) },
      stackSize: asBytes(4096),
      stackTop: asPageNumber(9),
      runtime: 'V8',
    };
    const others: Required<RegionDetail> = {
      region: 2,
      guards: phrase('memory-below'),
      guardsRegion: 3,
      thread: { tid: asTid(2) },
      stackSize: asBytes(8192),
      stackTop: asPageNumber(10),
      runtime: 'Go',
    };
    const withDetail = (sequence: number, changed: Partial<RegionDetail>): Capture => ({
      ...before,
      sequence,
      regions: { ...before.regions, details: [{ ...detail, ...changed }] },
    });
    for (const [field, value] of Object.entries(others)) round(withDetail(1, {}), withDetail(2, { [field]: value }));
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
