/** The two-letter codes of smaps' VmFlags line, complete to Linux 6.19 (show_smap_vma_flags, fs/proc/task_mmu.c). */

/** One flag with what it means. */
export interface VmFlagEntry {
  readonly code: string;
  readonly name: string;
  readonly meaning: string;
}

const table: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  rd: ['READ', 'may be read'],
  wr: ['WRITE', 'may be written'],
  ex: ['EXEC', 'may be executed'],
  sh: ['SHARED', 'writes are seen by others'],
  mr: ['MAYREAD', 'mprotect may allow reading'],
  mw: ['MAYWRITE', 'mprotect may allow writing'],
  me: ['MAYEXEC', 'mprotect may allow executing'],
  ms: ['MAYSHARE', 'mapped with MAP_SHARED'],
  gd: ['GROWSDOWN', 'grows downward by itself, as the main stack does'],
  pf: ['PFNMAP', 'raw page frames without page structures, as device memory has'],
  gu: ['MAYBE_GUARD', 'may contain guard pages made with MADV_GUARD_INSTALL'],
  lo: ['LOCKED', 'locked in memory'],
  io: ['IO', 'device memory'],
  sr: ['SEQ_READ', 'the program announced that it reads in order'],
  rr: ['RAND_READ', 'the program announced that it reads in no order'],
  dc: ['DONTCOPY', 'not inherited by fork'],
  de: ['DONTEXPAND', 'mremap may not make it longer'],
  lf: ['LOCKONFAULT', 'pages are locked as they are touched'],
  ac: ['ACCOUNT', 'counts towards the commit limit'],
  nr: ['NORESERVE', 'no memory is set aside for it (MAP_NORESERVE)'],
  ht: ['HUGETLB', 'made of hugetlb pages'],
  sf: ['SYNC', 'synchronous page faults (MAP_SYNC)'],
  ar: ['ARCH_1', 'a flag whose meaning depends on the architecture'],
  wf: ['WIPEONFORK', 'a forked child sees zeroes here'],
  dd: ['DONTDUMP', 'left out of core dumps'],
  bt: ['ARM64_BTI', 'branch targets are checked (arm64)'],
  sd: ['SOFTDIRTY', 'written since soft-dirty tracking was last reset'],
  mm: ['MIXEDMAP', 'mixes ordinary pages and raw page frames'],
  hg: ['HUGEPAGE', 'huge pages were asked for'],
  nh: ['NOHUGEPAGE', 'huge pages were refused; MAP_STACK does this too'],
  mg: ['MERGEABLE', 'offered for same-page merging'],
  um: ['UFFD_MISSING', 'missing pages are handled by the program (userfaultfd)'],
  uw: ['UFFD_WP', 'writes are announced to the program (userfaultfd)'],
  ui: ['UFFD_MINOR', 'minor faults are handled by the program (userfaultfd)'],
  mt: ['MTE', 'memory tagging is on (arm64)'],
  ss: ['SHADOW_STACK', 'a shadow stack of return addresses'],
  dp: ['DROPPABLE', 'the kernel may drop the contents at any time'],
  sl: ['SEALED', 'sealed: may be neither moved nor changed (mseal)'],
  dw: ['DENYWRITE', 'the file could not be written meanwhile (before Linux 5.15)'],
  nl: ['NONLINEAR', 'pages in another order than in the file (before Linux 4.0)'],
  mp: ['MPX', 'bounds tables of MPX (before Linux 5.7)'],
  '??': ['?', 'a flag this kernel has no code for'],
};

/** All codes this program knows. */
export const knownVmFlags: readonly string[] = Object.keys(table);

/** A `VmFlags` text as entries in the kernel's order; unknown codes are kept and said to be unknown. */
export function vmFlagEntries(text: string): readonly VmFlagEntry[] {
  return text
    .split(/\s+/)
    .filter((code) => code !== '')
    .map((code) => {
      const [name, meaning] = (Object.hasOwn(table, code) ? table[code] : undefined) ?? [
        'unknown',
        'a code this version of Procatlas does not know',
      ];
      return { code, name, meaning };
    });
}
