import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteText, byteString } from '@main/pmap/byteText.ts';
import { addressText } from '@main/pmap/digits.ts';
import { writeExtended, writeExtendedTitles, writeExtendedTotals } from '@main/pmap/extendedFormat.ts';
import { anonymous, fixedText, mappingNames, stack, sysvName } from '@main/pmap/mappingName.ts';
import { cleanName } from '@main/pmap/printableBytes.ts';
import { mappingRows } from '@main/pmap/printedRows.ts';
import { RegularExtended } from '@main/pmap/regularExtended.ts';
import { kilobytes } from '@main/pmap/sizeUnit.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { parseSmaps } from '../../support/atOnce.ts';

const style = { fullPath: false, kernelName: false, charset: 'ascii' } as const;

/** The text of the ordinary way. */
function ordinary(text: Buffer, startStack: PageNumber): string {
  const { mappings, smaps } = parseSmaps(text);
  const rows = mappingRows(mappings, { first: 0, last: mappings.length });
  const names = mappingNames(mappings, { startStack, isKernelDevice: () => true }, style);
  const out = new ByteText();
  writeExtended(out, { mappings, smaps, rows, names }, { titles: true, unit: kilobytes });
  return byteString(out.bytes());
}

/** The text of the quick way, given chunk by chunk; undefined where it gives up. */
function regular(chunks: readonly Buffer[], startStack: PageNumber): string | undefined {
  const out = new ByteText();
  writeExtendedTitles(out, kilobytes);
  const printing = new RegularExtended(out, {
    text: (name) => fixedText(cleanName(name, style.charset), style),
    isOdd: (name) => sysvName.test(name),
    anonymous,
    stack,
    startStack: addressText(startStack, 16),
  });
  for (const chunk of chunks) printing.push(chunk);
  if (!printing.regular) return undefined;
  writeExtendedTotals(out, kilobytes, printing.totals);
  return byteString(out.bytes());
}

/** A maps line as the kernel pads it (show_map_vma). */
const mapsLine = (start: bigint, end: bigint, perms: string, inode: number, name: string): string => {
  const digits = (address: bigint): string => address.toString(16).padStart(8, '0');
  const fields = `${digits(start)}-${digits(end)} ${perms} 00001000 fe:00 ${inode} `;
  return name === '' ? fields : `${fields.padEnd(73)}${name}`;
};
const keyLine = (key: string, figure: number): string => `${`${key}:`.padEnd(16)}${String(figure).padStart(8)} kB`;

interface Row {
  readonly gap: number;
  readonly pages: number;
  readonly perms: string;
  readonly inode: number;
  readonly name: string;
  readonly figures: readonly [number, number, number];
}

function smapsText(rows: readonly Row[], first: number, from = 0x5_5555_5555n): string[] {
  let at = BigInt(first) + from;
  return rows.map(({ gap, pages, perms, inode, name, figures: [rss, shared, own] }) => {
    const start = at + BigInt(gap);
    at = start + BigInt(pages);
    return (
      [
        mapsLine(start << 12n, at << 12n, perms, inode, name),
        keyLine('Size', pages * 4),
        keyLine('KernelPageSize', 4),
        keyLine('Rss', rss),
        keyLine('Shared_Clean', 0),
        keyLine('Shared_Dirty', shared),
        keyLine('Private_Dirty', own),
        'THPeligible:           0',
        'VmFlags: rd mr mw me ',
      ].join('\n') + '\n'
    );
  });
}

const row: fc.Arbitrary<Row> = fc.record({
  gap: fc.oneof(fc.constant(0), fc.nat(0x0fff_ffff)),
  pages: fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 20_000_000 })),
  perms: fc.constantFrom('r--p', 'rw-p', '---p', 'r-xp', 'rw-s', 'rwxs'),
  inode: fc.nat(0xffff_ffff),
  name: fc.oneof(
    fc.constantFrom('', '[heap]', '[stack]', '/usr/lib/libc.so.6', '/dev/zero (deleted)', '/a b\\012', '/x\u007f'),
    fc.string({ unit: fc.constantFrom('a', '/', ' ', 'é', '\t', ']') }).map((text) => `/${text}`),
  ),
  figures: fc.tuple(fc.nat(99_999_999), fc.oneof(fc.constant(0), fc.nat(9999)), fc.oneof(fc.constant(0), fc.nat(9999))),
});

describe('the extended format straight from smaps', () => {
  test('is that of the ordinary way, however the records are handed out', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.nat(0xffff_ffff),
        fc.nat(30),
        fc.integer({ min: 0x5_5555_5555, max: 0x6_0000_0000 }),
        (rows, first, cut, stackPage) => {
          const records = smapsText(rows, first);
          const chunks = [records.slice(0, cut), records.slice(cut)].map((part) => Buffer.from(part.join('')));
          const startStack = asPageNumber(stackPage);
          expect(regular(chunks, startStack)).toBe(ordinary(Buffer.concat(chunks), startStack));
        },
      ),
    );
  });

  const plain: Row = { gap: 0, pages: 2, perms: 'rw-p', inode: 0, name: '', figures: [8, 0, 8] };

  test('knows the vsyscall page behind addresses of 12 digits, and a stack that begins at the end of a mapping', () => {
    const text =
      smapsText([plain], 0).join('') + smapsText([{ ...plain, name: '[vsyscall]' }], 0, 0xf_ffff_ffff_f600n).join('');
    const printed = regular([Buffer.from(text)], asPageNumber(0x5_5555_5557)) ?? '';
    expect(printed).toBe(ordinary(Buffer.from(text), asPageNumber(0x5_5555_5557)));
    expect(printed).toContain('[ stack ]');
    expect(printed).toContain('ffffffffff600000');
  });

  test('gives up on rows out of order, on lines that look otherwise, on segments, and on half a record', () => {
    const [one = '', two = ''] = smapsText([plain, plain], 0);
    const odd = (...texts: string[]): string | undefined => regular([Buffer.from(texts.join(''))], asPageNumber(0));
    expect(odd(one, two)).toBeDefined();
    expect(odd(two, one)).toBeUndefined();
    expect(odd(one, one)).toBeUndefined();
    expect(odd(one, two.replace('Rss: ', 'Rzz: '))).toBeUndefined();
    expect(odd(one, two.replace(/^Rss.*\n/m, ''))).toBeUndefined();
    expect(odd(one, two.replace(' kB', ' MB'))).toBeUndefined();
    expect(odd(one.replace(/^Private_Dirty.*\n/m, ''))).toBeUndefined();
    expect(odd(smapsText([{ ...plain, name: '/SYSV00000000 (deleted)' }], 0).join(''))).toBeUndefined();
    expect(odd(one, two.slice(0, -1))).toBeUndefined();
    expect(odd(one, two.slice(0, 60))).toBeUndefined();
    expect(odd('strange\n', one)).toBeUndefined();
  });

  test('gives up wherever a chunk cuts a record', () => {
    const records = smapsText([plain, { ...plain, name: '/usr/bin/sleep' }, plain], 0);
    const text = Buffer.from(records.join(''));
    const [first = 0, second = 0] = records.map((record) => record.length);
    for (let cut = 0; cut <= text.length; cut++) {
      const whole = [0, first, first + second, text.length].includes(cut);
      const printed = regular([text.subarray(0, cut), text.subarray(cut)], asPageNumber(0));
      expect({ cut, printed: printed !== undefined }).toEqual({ cut, printed: whole });
    }
  });
});
