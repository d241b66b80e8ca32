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

const grouped = new Intl.NumberFormat('en-GB');

/**
 * A size for a sentence that somebody checks: as {@link sizeText} writes it everywhere else on the screen, and the bytes
 * beside it where that is rounded (`132 KiB`, `7.43 MiB (7,790,592 bytes)`, `24 bytes`).
 */
export function exactSize(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} bytes`;
  const text = sizeText(bytes);
  const [figure = '', unit = ''] = text.split(' ');
  const exact = Number(figure.replace('−', '-')) * 1024 ** units.findIndex((one) => one === unit) === bytes;
  return exact ? text : `${text} (${grouped.format(bytes)} bytes)`;
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
