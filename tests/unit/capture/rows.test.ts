/** Rows of maps read again and again: what is taken over from the read before equals what a fresh read tells. */
import { asBytes, asMilliseconds, asPid } from '@contract/units.ts';
import { AccessLog } from '@main/capture/accessLog.ts';
import { readMaps, type Rows } from '@main/capture/rows.ts';
import type { ProcReader } from '@main/procfs/reader.ts';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fakeReader } from './fakeProc.ts';
import { inWords } from '../../support/words.ts';

/** Reads a text, one byte a character: names need not be UTF-8. */
function read(text: string, before?: Rows): Rows {
  const value = Buffer.from(text, 'latin1');
  const reader: ProcReader = {
    ...fakeReader({}),
    read: () => ({ status: 'read', value, bytes: asBytes(value.length), cost: asMilliseconds(0) }),
  };
  const known = before?.text && { mappings: before.mappings, text: before.text };
  const rows = readMaps(new AccessLog(reader), asPid(1), known);
  if (!('mappings' in rows)) throw new Error('no rows');
  return rows;
}

const slots = 64;
const slotPages = 16;

/** What a line says after its address. */
interface Line {
  readonly pages: number;
  readonly digits: number;
  readonly perms: string;
  readonly inode: string;
  readonly name: string;
  readonly form: string;
}

const perms = ['r--p', 'rw-p', 'r-xs'];
const inodes = ['0', '7', '18446744073709551615'];
/** Among them an escaped newline, two that are not UTF-8, and one that is and reads as they do. */
const oddNames = ['[heap]', '/two\\012lines', '/a\xe9', '/a\xff', '/a\xef\xbf\xbd'];
const names = [
  ...Array<string>(16).fill(''),
  ...Array.from({ length: 15 }, (_, number) => `/lib/${number}.so`),
  ...oddNames,
];

/** A line that stays in its slot. Of one number: a table of numbers is made, and made smaller, in little time. */
const tidy = fc.nat(0xffff).map((choice): Line => ({
  pages: 1 + (choice % slotPages),
  digits: 8,
  perms: perms[choice % perms.length]!,
  inode: inodes[choice % inodes.length]!,
  name: names[choice % names.length]!,
  form: '%\n',
}));

/** Reaches over the lines behind it, has its address written shorter, is told twice, or is beside a line that is none. */
const odd = fc
  .tuple(
    tidy,
    fc.oneof(
      fc.record({ pages: fc.integer({ min: slotPages, max: 3 * slotPages }) }),
      fc.record({ digits: fc.constant(4) }),
      fc.record({ form: fc.constantFrom('%\n%\n', '%\n\n', '\n', '%\nstrange\n', '1-2 strange\n%\n', '%7-\n') }),
    ),
  )
  .map(([line, oddity]): Line => ({ ...line, ...oddity }));

function written({ pages, digits, perms, inode, name, form }: Line, slot: number): string {
  const start = 0x400 + slot * slotPages;
  const hex = (page: number): string => `${page.toString(16)}000`.padStart(digits, '0');
  const head = `${hex(start)}-${hex(start + pages)} ${perms} 00000000 fe:00 ${inode} `;
  return form.replaceAll('%', name === '' ? head : `${head.padEnd(73)}${name}`);
}

/** Lines that come, go and change. Few at a time: where much differs, everything is parsed anyhow. */
const change = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 24, arbitrary: tidy },
  { weight: 1, arbitrary: odd },
);
const steps = fc.array(
  fc.record({ changes: fc.array(fc.tuple(fc.nat(slots - 1), change), { maxLength: 5 }), open: fc.boolean() }),
  { minLength: 1, maxLength: 4 },
);

describe('readMaps', () => {
  // How often a torn read is repeated depends on the time that the reads took.
  beforeAll(() => vi.spyOn(performance, 'now').mockReturnValue(0));
  afterAll(() => vi.restoreAllMocks());

  test('tells of a text read after another what a fresh read of it tells', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(tidy, { minLength: slots / 2, maxLength: slots }), steps, (first, later) => {
        const lines: (Line | undefined)[] = [...first];
        let before: Rows | undefined;
        for (const step of [{ changes: [], open: false }, ...later]) {
          for (const [slot, changed] of step.changes) lines[slot] = changed;
          const text = Array.from(lines, (one, slot) => (one ? written(one, slot) : '')).join('');
          const now = step.open ? text.replace(/\n$/, '') : text;
          const rows = read(now, before);
          // vitest's own comparison takes 20 ms for columns and a text of this length.
          expect(isDeepStrictEqual(rows, read(now))).toBe(true);
          before = rows;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('says at each read that a line was not understood, for it still is not', () => {
    const text = 'strange\n00400000-00401000 r--p 00000000 fe:00 9\n';
    const told = ['One line of maps could not be understood and was left out: “strange”.'];
    const first = read(text);
    expect(inWords(first.consistency.notes)).toEqual(told);
    expect(inWords(read(text, first).consistency.notes)).toEqual(told);
  });

  test('gives the very rows of before when nothing has changed', () => {
    const text = '00400000-00401000 r--p 00000000 fe:00 9\n';
    const first = read(text);
    expect(read(text, first).mappings).toBe(first.mappings);
  });
});
