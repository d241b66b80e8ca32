/** One process as many tools print it: the same rows, whatever stands before them and around them. */
import { describe, expect, test } from 'vitest';
import type { Capture } from '@contract/capture.ts';
import { mappingName, permissionText, smapsFigure, smapsTotal } from '@contract/rows.ts';
import type { Opened } from '@main/capture/import/contentReader.ts';
import { layoutRows, layouts, type Layout, type LayoutRow } from '../../../support/toolLayouts.ts';
import { inWords } from '../../../support/words.ts';
import { importText } from '../../../support/atOnce.ts';

function opened(content: string | Uint8Array, options = {}): Opened {
  const outcome = importText(content, 'text', options);
  if (!outcome.ok) throw new Error(`${outcome.message} ${outcome.why ?? ''}`);
  return outcome.value;
}

const bounds = ({ mappings }: Capture): string[] =>
  Array.from(
    mappings.start,
    (start, row) => `${(start * 4096).toString(16)}-${(mappings.end[row]! * 4096).toString(16)}`,
  );
const wanted = (rows: readonly LayoutRow[]): string[] =>
  rows.map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`);
const printedBy = ({ leavesOut }: Layout): readonly LayoutRow[] =>
  layoutRows.filter((row) => leavesOut?.(row) !== true);

describe.each(layouts)('the output of $tool', (layout) => {
  const rows = printedBy(layout);
  const text = layout.print(layoutRows);
  const { capture, format } = opened(text);
  const unknown = new Set(capture.source?.unknown);

  test('is recognised, and what it does not tell is unknown', () => {
    expect(format).toBe(layout.format);
    const ofRows = ['permissions', 'sharing', 'offset', 'device', 'inode', 'path', 'names'] as const;
    expect(ofRows.filter((fact) => unknown.has(fact)).toSorted()).toEqual(layout.unknown.toSorted());
  });

  test('gives every row with its bounds and all that it tells', () => {
    expect(bounds(capture)).toEqual(wanted(rows));
    rows.forEach((row, at) => {
      const letters = permissionText(capture.mappings.perms[at]!);
      if (!unknown.has('permissions')) expect(letters.slice(0, 3)).toBe(row.perms.slice(0, 3));
      if (!unknown.has('sharing')) expect(letters).toBe(row.perms);
      if (!unknown.has('offset')) expect(capture.mappings.offset[at]).toBe(Number(row.offset / 4096n));
      const shown = mappingName(capture.mappings, at);
      if (row.name.startsWith('/')) expect(row.name.endsWith(shown) && shown !== '').toBe(true);
      else if (!unknown.has('names')) expect(shown).toBe(row.name);
      for (const key of layout.keys ?? []) {
        const own = key === 'Dirty' ? row.figures.Shared_Dirty! + row.figures.Private_Dirty! : row.figures[key];
        expect([key, smapsFigure(capture.smaps!, key, at)]).toEqual([key, own]);
      }
    });
    expect(capture.smaps?.keys ?? []).toEqual(layout.keys ?? []);
  });

  test('names the process where it tells it', () => {
    if (!text.includes('9402')) return;
    expect(capture.process.identity.pid).toBe(9402);
  });

  const decorations: readonly (readonly [string, (line: string, index: number) => string])[] = [
    ['by four blanks', (line) => `    ${line}`],
    ['by a tab', (line) => `\t${line}`],
    ['by the mark of a quotation', (line) => `> ${line}`],
    ['by two of them', (line) => `> > ${line}`],
    ['by cat -n', (line, index) => `${String(index + 1).padStart(6)}\t${line}`],
    ['by grep -n', (line, index) => `${index + 1}:${line}`],
    [
      'by a journal',
      (line, index) => `Nov 27 10:${String(index % 60).padStart(2, '0')}:01 host demo[${4000 + index}]: ${line}`,
    ],
    [
      'by a time in ISO 8601',
      (line, index) => `2026-11-27T10:00:${String(index % 60).padStart(2, '0')}.123456Z ${line}`,
    ],
    ['by dmesg', (line, index) => `[${String(index * 7).padStart(5)}.${String(index).padStart(6, '0')}] ${line}`],
    ['by logcat', (line) => `11-27 10:00:01.123  8123  8140 F DEBUG   : ${line}`],
    ['by docker compose', (line) => `web-1  | ${line}`],
    ['by colours', (line) => (line.startsWith('\t') ? line : `\u001b[33m${line}\u001b[0m`)],
  ];

  test.each(decorations)('may be decorated %s', (_, decorate) => {
    const decorated = text.replace(/\n$/, '').split('\n').map(decorate).join('\n');
    const other = opened(decorated).capture;
    expect(bounds(other)).toEqual(bounds(capture));
    expect(other.mappings.names).toEqual(capture.mappings.names);
    expect(other.mappings.perms).toEqual(capture.mappings.perms);
    expect(other.smaps?.columns).toEqual(capture.smaps?.columns);
    expect(other.source?.unknown).toEqual(capture.source?.unknown);
  });

  test('may stand deep in a log', () => {
    const log = Array.from(
      { length: 20_000 },
      (_, index) => `${index} /usr/lib/ruby/feature_${index}.rb 0x${index.toString(16)}`,
    );
    const { capture: found, notes } = opened(`${log.join('\n')}\n${text}\nafter it: rax 0x1 rbx 0x2\nThreads: 7\n`);
    expect(bounds(found)).toEqual(bounds(capture));
    expect(found.smaps?.columns).toEqual(capture.smaps?.columns);
    expect(inWords(notes).join()).toMatch(/20\d{3} lines around the table were passed over; the first is “0 \/usr/);
  });

  test('may have its rows sorted by anything', () => {
    const reversed = opened(layout.print(layoutRows.toReversed()));
    expect(bounds(reversed.capture)).toEqual(bounds(capture));
    expect(inWords(reversed.notes).join()).not.toMatch(/overlapped|process/);
    expect(reversed.capture.consistency.state).toBe('consistent');
    const byName = opened(
      layout.print(layoutRows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))),
    );
    expect(bounds(byName.capture)).toEqual(bounds(capture));
  });

  test('may have gone through sort as a whole, where each line is a row', () => {
    // Records of several lines fall apart, and what a heading alone tells may come too late.
    if (!/^(pmap|maps$)/.test(layout.format)) return;
    const lines = text.replace(/\n$/, '').split('\n');
    for (const sorted of [lines.toSorted(), lines.toReversed()]) {
      const other = opened(`${sorted.join('\n')}\n`);
      expect(bounds(other.capture)).toEqual(bounds(capture));
      expect(other.capture.smaps?.columns).toEqual(capture.smaps?.columns);
      expect(inWords(other.notes).join()).not.toMatch(/overlapped|process/);
    }
  });

  test('of two processes shows the first, and the other when it is asked for', () => {
    const moved = layoutRows.map((row) => {
      const by = row.start > 1n << 60n ? 0n : 0x10_0000n;
      return { ...row, start: row.start - by, end: row.end - by };
    });
    const other = layout.print(moved).replaceAll('9402', '17');
    const both = opened(`${text}${other}`);
    expect(bounds(both.capture)).toEqual(bounds(capture));
    expect(both.tables?.map(({ mappings, shown }) => [mappings, shown])).toEqual([
      [rows.length, true],
      [rows.length, false],
    ]);
    expect(inWords(both.notes).join()).toContain(
      `Only the first process is shown; ${rows.length} rows of one other process were left out`,
    );
    const second = opened(`${text}${other}`, { table: '2' }).capture;
    expect(bounds(second)).toEqual(wanted(moved.filter((row) => layout.leavesOut?.(row) !== true)));
    for (const key of layout.keys ?? []) expect(smapsTotal(second, key)).toBe(smapsTotal(capture, key));
  });
});
