/** Random rows of maps and smaps, and the kernel's way of writing them. */
import fc from 'fast-check';
import type { ReferenceRow } from './reference.ts';

/** Names in every shape that the kernel prints; they begin with no space and hold no newline. */
const names = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', '[heap]', '[stack]', '[vdso]', '/usr/lib/libc.so.6', '/memfd:x (deleted)'),
  },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((text) => `/${text.replace(/[\n\0\p{Cs}]/gu, '')}`),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `[anon:${text.replace(/[\n\0]/g, '')}]`),
);

const pages = fc.oneof(
  fc.bigInt(0n, (1n << 35n) - 1n),
  fc.bigInt(0n, (1n << 44n) - 1n),
  fc.bigInt(0n, (1n << 52n) - 2n),
);

/** A row without figures. */
export const mappingRow: fc.Arbitrary<ReferenceRow> = fc
  .record({
    startPage: pages,
    size: fc.bigInt(1n, 1n << 40n),
    perms: fc.tuple(
      fc.constantFrom('r', '-'),
      fc.constantFrom('w', '-'),
      fc.constantFrom('x', '-'),
      fc.constantFrom('s', 'p'),
    ),
    offset: fc.bigInt(0n, (1n << 52n) - 1n),
    major: fc.nat(0xfff),
    minor: fc.nat(0xfffff),
    inode: fc.oneof(fc.bigInt(0n, 10_000_000n), fc.bigInt(0n, (1n << 64n) - 1n)),
    name: names,
  })
  .map(({ startPage, size, perms, offset, major, minor, inode, name }) => {
    const endPage = startPage + size < (1n << 52n) - 1n ? startPage + size : startPage + 1n;
    return {
      start: startPage << 12n,
      end: endPage << 12n,
      perms: perms.join(''),
      offset: offset << 12n,
      major,
      minor,
      inode,
      name,
      figures: {},
      vmFlags: '',
    };
  });

const keys = [
  'Size',
  'Rss',
  'Pss',
  'Pss_Dirty',
  'Shared_Clean',
  'Shared_Dirty',
  'Private_Hugetlb',
  'Swap',
  'THPeligible',
  'New_Key',
];

/** Figures: mostly small, sometimes wider than the kernel's field, sometimes wider than 32 bits. */
const figure = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(99_999_999) },
  fc.nat(0xffff_fffe),
  fc.integer({ min: 0xffff_ffff, max: Number.MAX_SAFE_INTEGER }),
);

/** A row with figures; any key may be missing. */
export const smapsRow: fc.Arbitrary<ReferenceRow> = fc
  .tuple(
    mappingRow,
    fc.array(fc.option(figure), { minLength: keys.length, maxLength: keys.length }),
    fc.subarray(['rd', 'wr', 'ex', 'mr', 'mw', 'me', 'gd', 'zz']),
  )
  .map(([row, figures, flags]) => ({
    ...row,
    figures: Object.fromEntries(keys.flatMap((key, i) => (figures[i] == null ? [] : [[key, figures[i]]]))),
    vmFlags: flags.join(' '),
  }));

const hex = (value: bigint, width: number): string => value.toString(16).padStart(width, '0');

/** A line as show_map_vma writes it. */
export function mapsLine(row: ReferenceRow): string {
  const head = `${hex(row.start, 8)}-${hex(row.end, 8)} ${row.perms} ${hex(row.offset, 8)} ${hex(BigInt(row.major), 2)}:${hex(BigInt(row.minor), 2)} ${row.inode} `;
  return row.name === '' ? `${head}\n` : `${head.padEnd(73)}${row.name}\n`;
}

/** A record as show_smap writes it. */
export function smapsRecord(row: ReferenceRow): string {
  const lines = Object.entries(row.figures).map(([key, value]) => {
    const unit = key === 'THPeligible' ? '' : ' kB';
    return `${`${key}:`.padEnd(16)}${String(value).padStart(8)}${unit}\n`;
  });
  return `${mapsLine(row)}${lines.join('')}VmFlags: ${row.vmFlags}${row.vmFlags === '' ? '' : ' '}\n`;
}

/** Bytes cut at random places. */
export const cutting = fc.array(fc.nat(4096), { maxLength: 12 });

/** Hands out the pieces of `bytes` that end at the given places (taken modulo the length). */
export function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.slice(places[index], place));
}
