/** Sizes in words and in columns. "KiB" is always 1024 bytes, as the kernel's "kB" is. */
import { asBytes, type Bytes, type Kibibytes } from '@contract/units.ts';
import { sizeText } from '@words/sizes.ts';

const tenths = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** A size with three significant digits and a binary unit: `132 KiB`, `8 MiB`, `1.25 GiB`. */
export const formatBytes = (bytes: Bytes): string => sizeText(bytes);

/** A size for a narrow column: `8M`, `1.25G`, `0`. */
export const formatCompact = (bytes: Bytes): string => formatBytes(bytes).replace(/ (?:B|([KMGTPE])iB)$/, '$1');

/** Kibibytes as a size in words. */
export const formatKibibytes = (kibibytes: Kibibytes): string => formatBytes(asBytes(kibibytes * 1024));

/** A plain count with thousands separated: `65,530`. */
export const formatCount = (count: number): string => grouped.format(count);

/**
 * KiB for a column of figures: grouped digits, no unit; an em dash where the kernel gave none. Only regions that begin
 * inside a page have parts of a KiB; those keep one digit.
 */
export function formatColumn(kibibytes: Kibibytes | undefined): string {
  if (kibibytes === undefined) return '—';
  if (Number.isInteger(kibibytes)) return grouped.format(kibibytes);
  return kibibytes < 0.1 ? '< 0.1' : tenths.format(kibibytes);
}

/** A count with its noun: `1 mapping`, `12 mappings`. */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** A share between 0 and 1 as a percentage; small shares keep one digit so that they do not read as zero. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent).toString()} %`;
}
