/** How evidence and labels are worded: sizes, spans and threads, always the same way. */
import { formatAddress } from '../contract/address.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size in the largest unit that divides it exactly: `8 MiB`, `132 KiB`, `2304 bytes`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value !== 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value} ${units[unit] ?? 'bytes'}`;
}

/** Size of a span given in pages of 4096 bytes. */
export const pagesText = (pages: number): string => sizeText(pages * pageBytes);

/** An address: `0x7f12a000`. */
export const addressText = (page: number): string => formatAddress(asPageNumber(page));

/** A thread as people name it: `thread 4711 (worker)`. */
export const threadText = (tid: number, name: string | undefined): string =>
  name === undefined || name === '' ? `thread ${tid}` : `thread ${tid} (${name})`;

/** Last part of a path; the whole text when there is no slash in it or nothing after it. */
export function baseName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === '' ? path : last;
}
