/** A part of a capture tells of its rows what the whole tells, and nothing of the others. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { partOf, rowAt } from '@contract/rows.ts';
import { whatLeaves } from '@main/capture/files/leaving.ts';
import { onlyRows } from '@main/capture/files/onlyRows.ts';
import { openSource } from '@main/capture/files/openSource.ts';
import { importText } from '@main/capture/import/importSource.ts';
import { captureJsonText, mappingJsons, objectJsons, type JsonObject } from '@main/capture/json.ts';

let whole: Capture;
beforeAll(async () => {
  const opened = await openSource('build/samples/threads.json.gz');
  if (!opened.ok) throw new Error(opened.message);
  whole = opened.value.capture;
});

const text = (capture: Capture): string => [...captureJsonText(capture)].join('');
const firstPage = (capture: Capture, row: number): PageNumber => asPageNumber(capture.mappings.start[row] ?? 0);

/** What is told of rows, by what numbers point to instead of by the numbers; roles count those that are there. */
function toldOf(capture: Capture, rows: readonly number[]): unknown[] {
  const objects = objectJsons(capture).map(({ key, label, kind }) => ({ key, label, kind }));
  const all = [...mappingJsons(capture)];
  return rows.map((row) => ({
    ...all[row],
    regions: (all[row]?.regions as JsonObject[]).map((region) => ({
      ...region,
      role: undefined,
      guardsRegion: undefined,
      object: objects[Number(region.object)],
    })),
  }));
}

describe('some rows of a capture', () => {
  test('are told as in the whole, each with its figures, labels, facts and objects', () => {
    const rows = [...Array(whole.mappings.length).keys()].filter((row) => row % 3 !== 1);
    const part = onlyRows(
      whole,
      rows.map((row) => firstPage(whole, row)),
    );
    expect(part.mappings.length).toBe(rows.length);
    expect(toldOf(part, [...rows.keys()])).toEqual(toldOf(whole, rows));
    expect(part.smaps?.vmFlagSets[0]).toBe('');
    expect(partOf(part)?.args).toEqual({ kept: rows.length, rows: whole.mappings.length });
    expect(partOf(whole)).toBeUndefined();
  });

  test('lead from a guard to what it protects where that is among them, else nowhere', () => {
    const { regions } = whole;
    const guard = regions.details.find(({ guardsRegion }) => guardsRegion !== undefined);
    const pages = [guard?.region ?? -1, guard?.guardsRegion ?? -1].map((row) => asPageNumber(regions.start[row] ?? -1));
    const both = onlyRows(whole, pages);
    const [detail] = both.regions.details.filter(({ guardsRegion }) => guardsRegion !== undefined);
    expect(both.regions.start[detail?.guardsRegion ?? -1]).toBe(pages[1]);
    const alone = onlyRows(whole, pages.slice(0, 1));
    expect(alone.regions.details.every(({ guardsRegion }) => guardsRegion === undefined)).toBe(true);
  });

  test('say nothing of the others, whatever list it stands in', () => {
    const stack = whole.mappings.names.indexOf('[stack]');
    const row = whole.mappings.name.indexOf(stack);
    const part = onlyRows(whole, [firstPage(whole, row)]);
    expect(part.mappings.names).toEqual(['', '[stack]']);
    expect(text(part)).not.toMatch(/libc\.so|ld-linux/);
    expect(text(whole)).toMatch(/libc\.so/);
    expect(part.objects).toHaveLength(new Set(part.regions.object.filter((object) => object >= 0)).size);
  });

  test('count of the first whole when a part is made smaller, and none are left of what has gone', () => {
    const pages = [0, 1, 2].map((row) => firstPage(whole, row));
    const smaller = onlyRows(onlyRows(whole, pages), pages.slice(0, 1));
    expect(smaller.consistency.notes.filter(({ id }) => id === 'only-selected')).toHaveLength(1);
    expect(partOf(smaller)?.args).toEqual({ kept: 1, rows: whole.mappings.length });
    const gone = onlyRows(whole, [asPageNumber(1)]);
    expect([gone.mappings.length, gone.regions.length, gone.objects.length]).toEqual([0, 0, 0]);
  });

  test('are saved, opened and known as a part', () => {
    const page = firstPage(whole, 3);
    const opened = importText(text(onlyRows(whole, [page])), 'part');
    if (!opened.ok) throw new Error(opened.message);
    expect(partOf(opened.value.capture)?.args.kept).toBe(1);
    expect(rowAt(opened.value.capture.mappings, page)).toBe(0);
  });
});

test('a part that leaves redacted has the stand-ins of the whole, and the pins that lie in it', () => {
  const maps = `00400000-00401000 r-xp 00000000 fe:00 17 /home/ada/first
00402000-00403000 r-xp 00000000 fe:00 18 /home/ada/second
00404000-00405000 r-xp 00000000 fe:00 19 /home/ada/payroll
`;
  const outcome = importText(maps, 'maps');
  if (!outcome.ok) throw new Error(outcome.message);
  const { capture } = outcome.value;
  // A thread is called as a file that does not leave.
  const process = { ...capture.process, threads: [{ tid: 1 as never, name: 'payroll', state: 'S' }] };

  const pins = [0x400, 0x402 + 0.5].map((at) => ({ at: asPageNumber(at), name: `pin at ${at}` }));
  const left = whatLeaves({ ...capture, process }, { redact: true, pins, only: [asPageNumber(0x402)] });
  expect(left.mappings.names).toEqual(['', '/[home]/[path-2]']);
  expect(left.process.threads.map(({ name }) => name)).toEqual(['[path-3]']);
  expect(left.pins?.map(({ at }) => at)).toEqual([0x402 + 0.5]);
});
