/** What each figure of smaps means, in one sentence (fs/proc/task_mmu.c; Documentation/filesystems/proc.rst). */

/** One explained figure. */
export interface SmapsKeyEntry {
  readonly meaning: string;
  /** `size`: KiB, drawn with a bar; `number`: a plain number. */
  readonly unit: 'size' | 'number';
}

const size = (meaning: string): SmapsKeyEntry => ({ meaning, unit: 'size' });
const number = (meaning: string): SmapsKeyEntry => ({ meaning, unit: 'number' });

const entries: Readonly<Record<string, SmapsKeyEntry>> = {
  Size: size('Addresses the mapping spans, whether memory stands behind them or not.'),
  KernelPageSize: size('Page size the kernel uses here; larger than 4 only for hugetlb.'),
  MMUPageSize: size('Page size the processor uses here.'),
  Rss: size('Resident: pages in memory now, shared ones counted fully.'),
  Pss: size('Resident pages, each divided by the number of processes that map it. Adds up over all processes.'),
  Pss_Dirty: size('The dirty part of Pss.'),
  Shared_Clean: size('Mapped by two or more processes and the same as on disk.'),
  Shared_Dirty: size('Mapped by two or more processes and changed.'),
  Private_Clean: size('Mapped only here and the same as on disk.'),
  Private_Dirty: size('Mapped only here and changed: freed when this process ends.'),
  Dirty: size('Changed, private and shared together: pmap -x prints the sum.'),
  Referenced: size('Marked as used recently.'),
  Anonymous: size('Not the contents of a file: ordinary memory, or a private copy of a file’s page.'),
  KSM: size('Merged with equal pages by kernel same-page merging.'),
  LazyFree: size('Given up with MADV_FREE, not yet taken back by the kernel.'),
  AnonHugePages: size('Anonymous memory in transparent huge pages.'),
  ShmemPmdMapped: size('Shared memory mapped by huge pages.'),
  FilePmdMapped: size('Page cache mapped by huge pages.'),
  Shared_Hugetlb: size('hugetlb pages mapped by several processes; not part of Rss.'),
  Private_Hugetlb: size('hugetlb pages mapped only here; not part of Rss.'),
  Swap: size('Moved out to swap.'),
  SwapPss: size('Swapped pages, divided by the number of processes that share them.'),
  Locked: size('Locked in memory by mlock, counted as Pss.'),
  THPeligible: number('1 when the kernel may use transparent huge pages here.'),
  ProtectionKey: number('Number of the memory protection key.'),
};

/** The explanation of a key; a key this program does not know says so and is taken for a size. */
export const smapsKeyEntry = (key: string): SmapsKeyEntry =>
  entries[key] ?? size('A figure this version of Procatlas does not know; shown as the kernel prints it.');
