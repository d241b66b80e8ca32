/** The unit that sizes are printed in, and what each format calls it. */
import type { Bytes } from '../contract/units.ts';

export interface SizeUnit {
  /** What a figure in KiB is multiplied by. */
  readonly perKibibyte: number;
  /** Behind a size in the default and device formats. */
  readonly suffix: string;
  /** Title of the size column. */
  readonly title: string;
  /** Before the totals of -x. */
  readonly total: string;
  /** Behind the totals of -X. */
  readonly footer: string;
}

/** KiB, as procps always prints ("kB" and "K" mean 1024 bytes there). */
export const kilobytes: SizeUnit = {
  perKibibyte: 1,
  suffix: 'K',
  title: 'Kbytes',
  total: 'total kB',
  footer: 'KB',
};

export const bytes: SizeUnit = {
  perKibibyte: 1024,
  suffix: 'B',
  title: 'Bytes',
  total: 'total bytes',
  footer: 'bytes',
};

/** Pages of the kernel's size. A share of a page (Pss) is printed as a fraction. */
export const pages = (pageSize: Bytes): SizeUnit => ({
  perKibibyte: 1024 / pageSize,
  suffix: 'P',
  title: 'Pages',
  total: 'total pages',
  footer: 'pages',
});

/** Keys of smaps that are plain numbers: the kernel prints them without kB (fs/proc/task_mmu.c). */
export const plainNumbers: ReadonlySet<string> = new Set(['THPeligible', 'ProtectionKey']);
