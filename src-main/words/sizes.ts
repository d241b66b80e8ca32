/** Sizes and addresses in words: the one place that says them. "KiB" is always 1024 bytes, as the kernel's "kB" is. */
import { formatAddress } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** A size with three significant digits and a binary unit: `132 KiB`, `8 MiB`, `1.25 GiB`. */
export function sizeText(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  // 1023.9 KiB would round to "1024 KiB"; the next unit says it better.
  if (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = digits === 0 ? String(Math.round(value)) : String(Number(value.toFixed(digits)));
  return `${bytes < 0 ? '−' : ''}${text} ${units[unit] ?? 'B'}`;
}

/** Numbers with more digits than this say less than a rounded one: 51,204 KiB is 50 MiB. */
const mostExact = 9999;

/**
 * A size for a sentence that somebody checks: exact in the largest unit that divides it, while the number has at most
 * four digits (`8 MiB`, `132 KiB`, `2304 bytes`); rounded otherwise.
 */
export function exactSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value !== 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (Math.abs(value) > mostExact || !Number.isInteger(value)) return sizeText(bytes);
  return `${value} ${unit === 0 ? 'bytes' : (units[unit] ?? 'bytes')}`;
}

/** {@link exactSize} of a span given in pages of 4096 bytes. */
export const exactPages = (pages: number): string => exactSize(Math.round(pages * pageBytes));

/** {@link sizeText} of a span given in pages. */
export const pagesText = (pages: number): string => sizeText(pages * pageBytes);

/** An address: `0x7f12a000`. */
export const addressText = (page: number): string => formatAddress(asPageNumber(page));

/** Last part of a path; the whole text when there is no slash in it or nothing after it. */
export function baseName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === '' ? path : last;
}
