import { formatAddress } from '@contract/address.ts';
import { mappingName } from '@contract/rows.ts';
import { asPageNumber } from '@contract/units.ts';
import { MapsParser, parseMaps } from '@main/procfs/maps.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutting, mappingRow, mapsLine, pieces } from './arbitraries.ts';
import { bytesOf, fixture } from './fixtures.ts';
import { referenceRows, rowsOf } from './reference.ts';
import { inWords } from '../../support/words.ts';

const namesOf = (path: string): string[] => {
  const { mappings } = parseMaps(fixture(path));
  return Array.from({ length: mappings.length }, (_, row) => mappingName(mappings, row));
};
const spansOf = (path: string): string[] => {
  const { mappings } = parseMaps(fixture(path));
  return Array.from(
    { length: mappings.length },
    (_, row) =>
      `${formatAddress(asPageNumber(mappings.start[row]!))}-${formatAddress(asPageNumber(mappings.end[row]!))}`,
  );
};

describe('parseMaps', () => {
  test('gives back every row that the kernel wrote', () => {
    fc.assert(
      fc.property(fc.array(mappingRow, { maxLength: 600 }), (rows) => {
        const { mappings, notes } = parseMaps(bytesOf(rows.map(mapsLine).join('')));
        expect(notes).toEqual([]);
        expect(rowsOf(mappings)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test('gives the same result however the text is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(mappingRow, { maxLength: 40 }), cutting, (rows, cuts) => {
        const bytes = bytesOf(rows.map(mapsLine).join(''));
        const parser = new MapsParser();
        for (const piece of pieces(bytes, cuts)) {
          parser.push(piece);
          piece.fill(0x78);
        }
        expect(parser.finish()).toEqual(parseMaps(bytes));
      }),
    );
  });

  test('never throws on strange bytes, and accounts for every line', () => {
    const alphabet = fc.constantFrom(...'0af-rwxsp: \n[]/\\9f'.split('').map((letter) => letter.charCodeAt(0)), 0, 255);
    fc.assert(
      fc.property(fc.array(fc.oneof(alphabet, fc.nat(255)), { maxLength: 400 }), (bytes) => {
        const { mappings, notes } = parseMaps(Uint8Array.from(bytes));
        expect(mappings.start).toHaveLength(mappings.length);
        if (bytes.some((byte) => byte !== 10) && mappings.length === 0) expect(notes).toHaveLength(1);
      }),
    );
  });

  test('reads a recorded process as the reference parser does', () => {
    const bytes = fixture('sleep/maps');
    expect(rowsOf(parseMaps(bytes).mappings)).toEqual(referenceRows(new TextDecoder().decode(bytes)));
  });

  test('keeps names exactly: escapes, trailing spaces, suffixes and direction marks', () => {
    expect(namesOf('odd-names/maps').slice(0, 7)).toEqual([
      '/srv/plain',
      '/srv/two\\012lines',
      '/srv/back\\slash',
      '/srv/really called (deleted)',
      '/memfd:line1\\012line2 \\ tab\there (deleted)',
      '/srv/space at the end ',
      '/srv/\u202eright-to-left',
    ]);
  });

  test('carries the bytes of a name that is not UTF-8, and only of such names', () => {
    const { mappings } = parseMaps(fixture('odd-names/maps'));
    expect(mappings.rawNames).toHaveLength(1);
    const [raw] = mappings.rawNames;
    expect(mappings.names[raw!.name]).toBe('/srv/latin-\ufffd\ufffd');
    expect([...raw!.bytes.subarray(-3)]).toEqual([0x2d, 0xe9, 0xff]);
  });

  test('holds the largest inode, offset and device number', () => {
    const rows = rowsOf(parseMaps(fixture('odd-names/maps')).mappings);
    expect(rows[8]!.inode).toBe((1n << 64n) - 1n);
    expect(rows[9]).toMatchObject({ offset: 0x100000000000n, major: 0xe2, minor: 0xfffff, perms: 'r--s' });
  });

  test('numbers the empty name 0 and equal names alike', () => {
    const { mappings } = parseMaps(fixture('sleep/maps'));
    expect(mappings.names[0]).toBe('');
    expect(new Set(mappings.names).size).toBe(mappings.names.length);
  });

  test('keeps addresses of five-level paging and the vsyscall page exact', () => {
    expect(spansOf('five-level/maps')).toEqual([
      '0x400000-0x401000',
      '0x7f12a0000000-0x7f12a0001000',
      '0xff2c5d39a41000-0xff2c5d39a42000',
      '0xfffffffffde000-0xfffffffffff000',
      '0xffffffffff600000-0xffffffffff601000',
    ]);
  });

  test('reads the eight-digit addresses of a 32-bit program', () => {
    expect(spansOf('thirty-two-bit/maps').at(-1)).toBe('0xfffdd000-0xffffe000');
  });

  test('reads a line of 16 kilobytes that spans several chunks', () => {
    const name = `/${'long\\012'.repeat(2000)}`;
    const bytes = bytesOf(
      `00400000-00401000 r--p 00000000 fe:00 9 ${name}\n00401000-00402000 r--p 00000000 00:00 0 \n`,
    );
    const parser = new MapsParser();
    for (let at = 0; at < bytes.length; at += 4096) parser.push(bytes.subarray(at, at + 4096));
    const { mappings } = parser.finish();
    expect(mappings.length).toBe(2);
    expect(mappingName(mappings, 0)).toBe(name);
  });

  test('accepts a last line without newline', () => {
    expect(parseMaps(bytesOf('00400000-00401000 r--p 00000000 fe:00 9')).mappings.length).toBe(1);
  });

  test('counts lines that are no mappings and quotes the first, safely', () => {
    const { mappings, notes } = parseMaps(
      bytesOf(
        'hello \u202e\x1b[31m\n00400000-00401000 r--p 00000000 00:00 0 \n00402000-00401000 r--p 00000000 00:00 0 \n',
      ),
    );
    expect(mappings.length).toBe(1);
    expect(inWords(notes)).toEqual([
      '2 lines of maps could not be understood and were left out; the first is “hello \\u{202e}\\u{1b}[31m”.',
    ]);
  });

  test('makes nothing of nothing', () => {
    expect(parseMaps(fixture('no-address-space/maps'))).toMatchObject({
      mappings: { length: 0, names: [''] },
      notes: [],
    });
  });
});
