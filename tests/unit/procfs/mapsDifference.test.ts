import { parseMaps } from '@main/procfs/maps.ts';
import { parseDifference } from '@main/procfs/mapsDifference.ts';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bytesOf } from './fixtures.ts';

const line = (slot: number, name = '', pages = 1): string =>
  `${(0x400 + slot * 4).toString(16)}000-${(0x400 + slot * 4 + pages).toString(16)}000 r--p 00000000 fe:00 9 ${name}\n`;

const lines = Array.from({ length: 100 }, (_, slot) => line(slot, slot % 3 === 0 ? `/lib/${slot % 7}` : ''));
const known = (text: string) => ({ text: bytesOf(text), mappings: parseMaps(bytesOf(text)).mappings });
const before = known(lines.join(''));
const difference = (changed: readonly string[]) => parseDifference(before, bytesOf(changed.join('')));

describe('parseDifference', () => {
  test('gives what a whole parse gives, and needs none, whatever few lines change far from each other', () => {
    const change = fc.tuple(
      fc.nat(lines.length - 1),
      fc.constantFrom('', '/lib/3', '/new/one', '/new/two'),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const changed = [...lines];
        for (const [slot, name, pages] of changes) changed[slot] = pages === 0 ? '' : line(slot, name, pages);
        // vitest's own comparison takes 20 ms for columns of this length.
        const whole = parseMaps(bytesOf(changed.join(''))).mappings;
        expect(isDeepStrictEqual(difference(changed), whole)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('gives the very rows when nothing has changed', () => {
    expect(difference(lines)).toBe(before.mappings);
  });

  test('keeps the list of names when no name comes or goes', () => {
    const rows = difference(lines.toSpliced(50, 1));
    expect(rows?.length).toBe(99);
    expect(rows?.names).toBe(before.mappings.names);
  });

  test('takes over names that are not UTF-8, numbered anew', () => {
    const raw = (name: string) => bytesOf(name).map((byte) => (byte === 0x3f ? 0xff : byte));
    const some = [line(0, '/first'), line(1, '/?'), line(2, '/other?'), ...lines.slice(3)];
    const text = raw(some.join(''));
    const shorter = raw(some.slice(1).join(''));
    const { mappings } = parseMaps(text);
    expect(parseDifference({ text, mappings }, shorter)).toEqual(parseMaps(shorter).mappings);
    expect(parseMaps(shorter).mappings.rawNames.map(({ name }) => name)).toEqual([1, 2]);
  });

  test.each([
    ['most lines changed', lines.map((_, slot) => line(slot, '', 2))],
    ['a line is strange', lines.with(50, '5000000-4000000 r--p\n')],
    ['a line begins with no address', lines.with(50, 'strange\n')],
    ['a line is empty', lines.with(50, '\n')],
    ['a name may be any of those that are not UTF-8', lines.with(50, line(50, '/\ufffd'))],
  ])('leaves it to a whole parse when %s', (_, changed) => {
    expect(difference(changed)).toBeUndefined();
  });

  test('leaves it to a whole parse when a line that differs has no row', () => {
    const changed = bytesOf(lines.toSpliced(50, 1).join(''));
    expect(parseDifference({ ...before, mappings: parseMaps(changed).mappings }, changed)).toBeUndefined();
  });

  test('does not take an empty line of before for a row', () => {
    const text = `${lines.slice(0, 50).join('')}\n${lines.slice(50).join('')}`;
    for (const changed of [lines, lines.toSpliced(49, 2), lines.toSpliced(50, 1)]) {
      const after = changed.join('');
      const rows = parseDifference(known(text), bytesOf(after));
      if (rows) expect(rows).toEqual(parseMaps(bytesOf(after)).mappings);
    }
  });
});
