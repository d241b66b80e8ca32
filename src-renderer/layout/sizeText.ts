/** Sizes and counts as people read them. */
import { pageBytes } from '@contract/units.ts';

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** A size in bytes with at most three significant digits and a binary unit: `132 KiB`, `1.5 TiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let step = 0;
  // 1023.5 would be printed as 1024.
  while (value >= 1023.5 && step < steps.length - 1) {
    value /= 1024;
    step++;
  }
  const text = step === 0 || value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} ${steps[step] ?? 'B'}`;
}

/** Size of a span of pages. */
export const pagesText = (pages: number): string => sizeText(pages * pageBytes);
