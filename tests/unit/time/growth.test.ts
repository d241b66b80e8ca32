/** Where the growth went, whose doing it was, and what may be compared by address at all. */
import { describe, expect, it } from 'vitest';
import type { Capture, MappedObject } from '@contract/capture.ts';
import { carryFigures } from '@main/capture/carry.ts';
import { differenceOf } from '@main/time/difference.ts';
import { growthByOwner, growthInAll } from '@main/time/growth.ts';
import { sameLife } from '@main/time/life.ts';
import { regionChangeTypes } from '@main/time/regionChanges.ts';
import { spanDifference } from '@main/time/spans.ts';
import { figureChanges } from '@main/time/strandFigures.ts';
import { captureOf, type SampleRow } from '../../support/sampleCapture.ts';
import { told } from '../../support/words.ts';

const heap: MappedObject = { kind: 'heap', label: told('Heap'), key: 'heap@16' };
const library = (at: number): MappedObject => ({
  kind: 'module',
  role: 'library',
  label: told('libc.so.6'),
  key: `module:/lib/libc.so.6@${at}`,
  path: '/lib/libc.so.6',
});

/** A heap of some pages, a library at an address and some pages that belong to nothing. */
function moment(heapPages: number, at: number, loose = 0): Capture {
  const rows: SampleRow[] = [
    { start: 16, end: 16 + heapPages, perms: 'rw-p', label: '[heap]', kind: 'heap', object: 'heap@16', resident: 1 },
    { start: at, end: at + 8, perms: 'r-xp', label: '/lib/libc.so.6', kind: 'text', object: library(at).key },
  ];
  if (loose > 0) rows.push({ start: at + 100, end: at + 100 + loose, perms: 'rw-p', label: '', kind: 'anon' });
  return captureOf(rows, [heap, library(at)]);
}

const briefly = (rows: ReturnType<typeof growthByOwner>) =>
  rows.map(({ owner, there, figures }) => [owner.key, there, figures.rss.change, figures.size.change]);

describe('growth', () => {
  it('goes to the object that grew, and to the kind of what belongs to none', () => {
    expect(briefly(growthByOwner(moment(4, 4096), moment(12, 4096, 2), true, 'rss'))).toEqual([
      ['heap@16', 'both', 32_768, 32_768],
      ['kind:anon', 'after', 0, 8192],
    ]);
  });

  it('finds objects of another run by their role, wherever they lie', () => {
    expect(briefly(growthByOwner(moment(4, 4096), moment(3, 9000), false, 'rss'))).toEqual([
      ['heap', 'both', -4096, -4096],
    ]);
    expect(briefly(growthByOwner(moment(4, 4096), moment(4, 9000), true, 'rss')).map(([, there]) => there)).toEqual([
      'before',
      'after',
    ]);
  });

  it('sums up to the growth of the process', () => {
    const [before, after] = [moment(4, 4096), moment(12, 9000, 5)];
    const sum = growthByOwner(before, after, false, 'rss').reduce(
      (all, row) => all + (row.figures.size.change ?? 0),
      0,
    );
    expect(sum).toBe(growthInAll(before, after).size.change);
  });

  it('leaves unknown what is resident where a row has come since smaps was read', () => {
    const [before, after] = [moment(4, 4096), moment(12, 4096, 2)];
    const { mappings, smaps } = before;
    if (!smaps) throw new Error('the sample has figures');
    const late = { ...after, smaps: carryFigures(mappings, smaps, after.mappings) };
    expect(briefly(growthByOwner(before, late, true, 'rss'))).toEqual([
      ['heap@16', 'both', undefined, 32_768],
      ['kind:anon', 'after', undefined, 8192],
    ]);
    expect(growthInAll(before, late).rss.change).toBeUndefined();
    const { regions } = differenceOf(before, late);
    expect([...(regions?.types ?? [])].map((type) => regionChangeTypes[type])).not.toContain('less');
  });

  it('leaves unknown what a source does not tell', () => {
    const { smaps: gone, ...bare } = moment(4, 4096);
    expect(gone).toBeDefined();
    const { rss, size, pss } = growthInAll(bare, moment(5, 4096));
    expect(rss).toEqual({ after: 20_480 });
    expect(size.change).toBe(4096);
    expect(pss).toEqual({});
  });
});

describe('figures of what stayed', () => {
  const withShared = (capture: Capture, rss: number, shared: number): Capture => ({
    ...capture,
    smaps: {
      ...capture.smaps!,
      columns: capture.smaps!.columns.map((column, key) => {
        const next = column.slice();
        if (capture.smaps!.keys[key] === 'Rss') next[0] = rss;
        if (capture.smaps!.keys[key] === 'Shared_Dirty') next[0] = shared;
        return next;
      }),
    },
  });
  const judged = (before: Capture, after: Capture) =>
    figureChanges(before, after, spanDifference(before.mappings, after.mappings).strands);

  it('are told apart by whose doing it is', () => {
    const base = withShared(moment(4, 4096), 16, 0);
    expect(judged(base, base)).toEqual(['none', 'none']);
    expect(judged(base, withShared(base, 16, 8))).toEqual(['sharing', 'none']);
    expect(judged(base, withShared(base, 12, 8))).toEqual(['own', 'none']);
  });
});

describe('a life', () => {
  it('ends with exec, and is not claimed for sources that tell no process', () => {
    const capture = moment(4, 4096);
    const auxv = (value: string): Capture => ({
      ...capture,
      process: { ...capture.process, auxv: [{ type: 25, name: 'AT_RANDOM', value }] },
    });
    expect(sameLife(auxv('0x10'), auxv('0x10'))).toBe(true);
    expect(sameLife(auxv('0x10'), auxv('0x20'))).toBe(false);
    const pasted: Capture = { ...capture, source: { format: 'maps', name: 'a', unknown: ['pid', 'startTime'] } };
    expect(sameLife(pasted, pasted)).toBe(false);
  });
});
