/**
 * The one table of kinds: what a region can be, how it is drawn and spelled in pmap's brackets. Their names and
 * explanations stand with the other words (words/english/kinds.ts). Colours start from the Okabe–Ito set (safe for the
 * common colour-vision deficiencies); kinds of one family share a hue, and what must never be mistaken is hatched too.
 */

/** How sure a region's kind is. The order is that of {@link RegionColumns.certainty}. */
export const certainties = ['exact', 'strong', 'guess'] as const;
export type Certainty = (typeof certainties)[number];

/** Families order the legend and share a hue. */
type KindFamily = 'stack' | 'heap' | 'guard' | 'module' | 'shared' | 'file' | 'kernel' | 'runtime' | 'anonymous';

/** Hatching besides colour; `none` for ordinary memory. */
type Hatch = 'none' | 'guard' | 'reserve';

/** One row of the table. */
export interface KindEntry {
  readonly family: KindFamily;
  readonly light: string;
  readonly dark: string;
  readonly hatch: Hatch;
  /** pmap's bracket spelling; TID, PID and NAME are filled in, `path` means the file's path. */
  readonly bracket: string;
}

export const kinds = {
  stack: {
    family: 'stack',
    light: '#d55e00',
    dark: '#e8751a',
    hatch: 'none',
    bracket: '[ stack ]',
  },
  'thread-stack': {
    family: 'stack',
    light: '#e69f00',
    dark: '#f0ad1f',
    hatch: 'none',
    bracket: '[ stack:TID ]',
  },
  'signal-stack': {
    family: 'stack',
    light: '#f3c266',
    dark: '#c9953a',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'coroutine-stack': {
    family: 'stack',
    light: '#e8b04f',
    dark: '#b8862f',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'shadow-stack': {
    family: 'stack',
    light: '#b34f00',
    dark: '#bf5a0a',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  heap: {
    family: 'heap',
    light: '#009e73',
    dark: '#12b083',
    hatch: 'none',
    bracket: '[ heap ]',
  },
  arena: {
    family: 'heap',
    light: '#4dbb9d',
    dark: '#3aa98a',
    hatch: 'none',
    bracket: '[ heap:PID ]',
  },
  'arena-reserve': {
    family: 'heap',
    light: '#c3e5da',
    dark: '#24493e',
    hatch: 'reserve',
    bracket: '[ heap:PID ]',
  },
  'malloc-block': {
    family: 'heap',
    light: '#7ccdb5',
    dark: '#55967f',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  tls: {
    family: 'stack',
    light: '#cc79a7',
    dark: '#d088b1',
    hatch: 'none',
    bracket: '[ tls ]',
  },
  guard: {
    family: 'guard',
    light: '#1f1f24',
    dark: '#f4f4f6',
    hatch: 'guard',
    bracket: '[ stackguard ]',
  },
  text: {
    family: 'module',
    light: '#0072b2',
    dark: '#2b8cc9',
    hatch: 'none',
    bracket: 'path',
  },
  rodata: {
    family: 'module',
    light: '#56b4e9',
    dark: '#4aa3d8',
    hatch: 'none',
    bracket: 'path',
  },
  relro: {
    family: 'module',
    light: '#8a93d6',
    dark: '#7680c8',
    hatch: 'none',
    bracket: 'path',
  },
  data: {
    family: 'module',
    light: '#3f7fd0',
    dark: '#5b95de',
    hatch: 'none',
    bracket: 'path',
  },
  bss: {
    family: 'module',
    light: '#a3cdec',
    dark: '#3b6a8c',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'module-gap': {
    family: 'module',
    light: '#d6e6f3',
    dark: '#22394a',
    hatch: 'reserve',
    bracket: 'path',
  },
  vdso: {
    family: 'kernel',
    light: '#d6c51d',
    dark: '#d6c83a',
    hatch: 'none',
    bracket: '[ vdso ]',
  },
  vvar: {
    family: 'kernel',
    light: '#eae27a',
    dark: '#a79d2c',
    hatch: 'none',
    bracket: '[ vvar ]',
  },
  vsyscall: {
    family: 'kernel',
    light: '#b0a000',
    dark: '#c2b32a',
    hatch: 'none',
    bracket: '[ vsyscall ]',
  },
  uprobes: {
    family: 'kernel',
    light: '#8f8310',
    dark: '#9c9024',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  file: {
    family: 'file',
    light: '#a0774a',
    dark: '#b58a5b',
    hatch: 'none',
    bracket: 'path',
  },
  'posix-shm': {
    family: 'shared',
    light: '#7b4ea3',
    dark: '#9a70c0',
    hatch: 'none',
    bracket: '[ shmem ]',
  },
  'sysv-shm': {
    family: 'shared',
    light: '#8c64b0',
    dark: '#8a62ae',
    hatch: 'none',
    bracket: '[ shmem ]',
  },
  memfd: {
    family: 'shared',
    light: '#9f7cc0',
    dark: '#7a559c',
    hatch: 'none',
    bracket: '[ memfd:NAME ]',
  },
  'shared-anon': {
    family: 'shared',
    light: '#b59ad0',
    dark: '#6b4a8a',
    hatch: 'none',
    bracket: '[ shmem ]',
  },
  hugetlb: {
    family: 'shared',
    light: '#5e3a82',
    dark: '#b08fd0',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'aio-ring': {
    family: 'kernel',
    light: '#4f8a96',
    dark: '#5b9aa6',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'io-uring': {
    family: 'kernel',
    light: '#3d7986',
    dark: '#4a8896',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'perf-ring': {
    family: 'kernel',
    light: '#6ba3ad',
    dark: '#3e7580',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  device: {
    family: 'kernel',
    light: '#5f6f52',
    dark: '#84977a',
    hatch: 'none',
    bracket: 'path',
  },
  'kernel-object': {
    family: 'kernel',
    light: '#7d8f70',
    dark: '#6c7d62',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'secret-mem': {
    family: 'shared',
    light: '#4a2559',
    dark: '#8d5fa1',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'named-anon': {
    family: 'anonymous',
    light: '#8f8f99',
    dark: '#8f8f9b',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'jit-code': {
    family: 'runtime',
    light: '#c2187a',
    dark: '#e04b9d',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  'runtime-heap': {
    family: 'runtime',
    light: '#7fa834',
    dark: '#8fb546',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  reserve: {
    family: 'anonymous',
    light: '#e4e4e8',
    dark: '#34343c',
    hatch: 'reserve',
    bracket: '[ anon ]',
  },
  anon: {
    family: 'anonymous',
    light: '#b4b4bc',
    dark: '#6d6d78',
    hatch: 'none',
    bracket: '[ anon ]',
  },
  // No rule ever says it: a region whose label is hidden for a quiz, a class or a sheet.
  hidden: {
    family: 'anonymous',
    light: '#b6b6c0',
    dark: '#6b6b77',
    hatch: 'none',
    bracket: '[ anon ]',
  },
} as const satisfies Record<string, KindEntry>;

export type KindId = keyof typeof kinds;

/** Kinds in the table's order; {@link RegionColumns.kind} holds indexes into it. */
export const kindIds = Object.keys(kinds) as readonly KindId[];

/** Index of a kind in {@link kindIds}. */
export const kindIndex: Readonly<Record<KindId, number>> = Object.fromEntries(
  kindIds.map((id, index) => [id, index]),
) as Record<KindId, number>;

/** The table row of a kind, typed by its interface. */
export const kindEntry = (id: KindId): KindEntry => kinds[id];
