import { maskOf } from '@renderer/state/filter.svelte.ts';
import { locate, selectMapping, selectObject, selectRegion } from '@renderer/state/located.ts';
import { defaultPmapOptions, isPmapOptions, pmapCommand } from '@renderer/state/pmapOptions.ts';
import { linesOfLocated, nextLine, selectionOfLine, takesPart } from '@renderer/views/pmap/pmapLines.ts';
import { describe, expect, it } from 'vitest';
import { sample } from '../../state/syntheticCapture.ts';

const capture = sample();
const starts = Float64Array.of(NaN, ...capture.mappings.start, NaN);
const regionStarts = Float64Array.of(NaN, ...capture.regions.start, NaN);

describe('lines of pmap', () => {
  it('select the region of a plain mapping, the mapping of a divided one, a region with labels, nothing for titles', () => {
    expect(selectionOfLine(capture, starts[1]!, false)).toEqual(selectRegion(capture, 0));
    expect(selectionOfLine(capture, starts[3]!, false)).toEqual(selectMapping(capture, 2));
    expect(selectionOfLine(capture, regionStarts[4]!, true)).toEqual(selectRegion(capture, 3));
    expect(selectionOfLine(capture, NaN, false)).toBeUndefined();
    expect(selectionOfLine(capture, 5, false)).toBeUndefined();
  });
  it('are marked when what they show is selected in the picture', () => {
    const marks = (selection: Parameters<typeof locate>[1], labels = false) => [
      ...linesOfLocated(capture, labels ? regionStarts : starts, labels, locate(capture, selection)),
    ];
    expect(marks(selectRegion(capture, 3))).toEqual([0, 0, 0, 1, 0, 0]);
    expect(marks(selectRegion(capture, 3), true)).toEqual([0, 0, 0, 0, 1, 0, 0]);
    expect(marks(selectMapping(capture, 2), true)).toEqual([0, 0, 0, 1, 1, 0, 0]);
    expect(marks(selectObject(capture, 0)!)).toEqual([0, 1, 0, 0, 0, 0]);
  });
  it('are dimmed when the filter leaves them out, titles never', () => {
    const mask = maskOf(capture, ['tls']);
    expect([...starts].map((start) => takesPart(capture, start, false, mask))).toEqual([
      ...[true, false, false, true, false, true],
    ]);
  });
  it('are walked over titles', () => {
    expect(nextLine(starts, 0, 1)).toBe(1);
    expect(nextLine(starts, 5, -1)).toBe(4);
    expect(nextLine(starts, 5, 1)).toBe(-1);
  });
});

describe('the options', () => {
  it('name the command that prints the same', () => {
    expect(pmapCommand(defaultPmapOptions, 7)).toBe('procatlas pmap -x 7');
    expect(pmapCommand({ ...defaultPmapOptions, format: 'default', labels: true }, 7)).toBe('procatlas pmap -l 7');
  });
  it('are checked when they come back from storage', () => {
    expect(isPmapOptions(defaultPmapOptions)).toBe(true);
    for (const wrong of [
      null,
      3,
      {},
      { ...defaultPmapOptions, format: 'nonsense' },
      { ...defaultPmapOptions, more: 1 },
    ]) {
      expect(isPmapOptions(wrong)).toBe(false);
    }
  });
});
