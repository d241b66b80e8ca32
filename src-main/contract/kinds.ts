/**
 * The one table of kinds: what a region can be, how it is called, drawn, explained to a student and spelled in
 * pmap's brackets. Colours start from the Okabe–Ito set (safe for the common colour-vision deficiencies); kinds of
 * one family share a hue, and what must never be mistaken is hatched as well.
 */

/** How sure a region's kind is. The order is that of {@link RegionColumns.certainty}. */
export const certainties = ['exact', 'strong', 'guess'] as const;
export type Certainty = (typeof certainties)[number];

/** Families order the legend and share a hue. */
export type KindFamily = 'stack' | 'heap' | 'guard' | 'module' | 'shared' | 'file' | 'kernel' | 'runtime' | 'anonymous';

/** Hatching besides colour; `none` for ordinary memory. */
export type Hatch = 'none' | 'guard' | 'reserve';

/** One row of the table. */
export interface KindEntry {
  readonly name: string;
  readonly family: KindFamily;
  readonly light: string;
  readonly dark: string;
  readonly hatch: Hatch;
  /** Two plain sentences for a student. */
  readonly explanation: string;
  /** pmap's bracket spelling; TID, PID and NAME are filled in, `path` means the file's path. */
  readonly bracket: string;
}

export const kinds = {
  stack: {
    name: 'Stack',
    family: 'stack',
    light: '#d55e00',
    dark: '#e8751a',
    hatch: 'none',
    explanation:
      'The main thread’s stack: local variables and return addresses, growing downward on demand up to the stack limit, usually 8 MiB. Its top holds the program’s arguments and environment.',
    bracket: '[ stack ]',
  },
  'thread-stack': {
    name: 'Thread stack',
    family: 'stack',
    light: '#e69f00',
    dark: '#f0ad1f',
    hatch: 'none',
    explanation:
      'The stack of one more thread: its local variables and return addresses. The whole size is reserved when the thread is created, but a page costs memory only once it is touched.',
    bracket: '[ stack:TID ]',
  },
  'signal-stack': {
    name: 'Signal stack',
    family: 'stack',
    light: '#f3c266',
    dark: '#c9953a',
    hatch: 'none',
    explanation:
      'A small separate stack on which signal handlers run. It lets a program report that its ordinary stack has overflowed, because the handler does not need any room there.',
    bracket: '[ anon ]',
  },
  'shadow-stack': {
    name: 'Shadow stack',
    family: 'stack',
    light: '#b34f00',
    dark: '#bf5a0a',
    hatch: 'none',
    explanation:
      'A second copy of every return address, kept by the processor and writable only by calls and returns. If it disagrees with the ordinary stack, somebody has tampered with a return address and the program is stopped.',
    bracket: '[ anon ]',
  },
  heap: {
    name: 'Heap',
    family: 'heap',
    light: '#009e73',
    dark: '#12b083',
    hatch: 'none',
    explanation: 'The classic heap, which the brk system call makes longer. malloc serves small blocks from here.',
    bracket: '[ heap ]',
  },
  arena: {
    name: 'malloc arena',
    family: 'heap',
    light: '#4dbb9d',
    dark: '#3aa98a',
    hatch: 'none',
    explanation:
      'An extra malloc heap, made so that threads do not have to wait for each other. Any thread may be attached to it, and it grows inside a 64 MiB reservation.',
    bracket: '[ heap:PID ]',
  },
  'arena-reserve': {
    name: 'Arena reserve',
    family: 'heap',
    light: '#c3e5da',
    dark: '#24493e',
    hatch: 'reserve',
    explanation:
      'The rest of an arena’s 64 MiB of addresses, kept free so that the arena can grow in one piece. It cannot be touched yet and costs no memory.',
    bracket: '[ heap:PID ]',
  },
  'malloc-block': {
    name: 'Large malloc block',
    family: 'heap',
    light: '#7ccdb5',
    dark: '#55967f',
    hatch: 'none',
    explanation:
      'One block that malloc asked the kernel for directly, because it was large (128 KiB or more at first). free gives it back to the kernel at once.',
    bracket: '[ anon ]',
  },
  tls: {
    name: 'Thread-local storage',
    family: 'stack',
    light: '#cc79a7',
    dark: '#d088b1',
    hatch: 'none',
    explanation:
      'Each thread’s private copies of thread_local variables such as errno. Beside them lies the control block with which the C library manages the thread.',
    bracket: '[ tls ]',
  },
  guard: {
    name: 'Guard',
    family: 'guard',
    light: '#1f1f24',
    dark: '#f4f4f6',
    hatch: 'guard',
    explanation:
      'A deliberate trap: any access crashes the program at once. So a stack that grows too far cannot silently overwrite its neighbour.',
    bracket: '[ stackguard ]',
  },
  text: {
    name: 'Code (.text)',
    family: 'module',
    light: '#0072b2',
    dark: '#2b8cc9',
    hatch: 'none',
    explanation:
      'Machine code of a program or library, straight from its file. It can be executed but not changed, so all processes that use the file share one copy in memory.',
    bracket: 'path',
  },
  rodata: {
    name: 'Constants (.rodata)',
    family: 'module',
    light: '#56b4e9',
    dark: '#4aa3d8',
    hatch: 'none',
    explanation:
      'Constants, strings and tables of a program or library, and the headers of its file. They can only be read, and all processes share one copy.',
    bracket: 'path',
  },
  relro: {
    name: 'Read-only after relocation',
    family: 'module',
    light: '#8a93d6',
    dark: '#7680c8',
    hatch: 'none',
    explanation:
      'Tables that the loader filled in at start, such as the addresses of library functions. They were then made read-only, so that an attacker cannot redirect calls.',
    bracket: 'path',
  },
  data: {
    name: 'Data (.data)',
    family: 'module',
    light: '#3f7fd0',
    dark: '#5b95de',
    hatch: 'none',
    explanation:
      'Global variables that start with a value. The values come from the file; once a page is changed, this process has its own copy of it.',
    bracket: 'path',
  },
  bss: {
    name: 'Zeroed data (.bss)',
    family: 'module',
    light: '#a3cdec',
    dark: '#3b6a8c',
    hatch: 'none',
    explanation:
      'Global variables that start as zero. They take no room in the file; the kernel provides empty pages for them.',
    bracket: '[ anon ]',
  },
  'module-gap': {
    name: 'Hole in a module',
    family: 'module',
    light: '#d6e6f3',
    dark: '#22394a',
    hatch: 'reserve',
    explanation:
      'Addresses between the parts of a library that the loader keeps blocked. Nothing lies here; the hole only keeps the parts at the right distance.',
    bracket: 'path',
  },
  vdso: {
    name: 'vDSO',
    family: 'kernel',
    light: '#d6c51d',
    dark: '#d6c83a',
    hatch: 'none',
    explanation:
      'A small library that the kernel maps into every process. With it, reading the clock needs no real system call.',
    bracket: '[ vdso ]',
  },
  vvar: {
    name: 'Kernel clock data (vvar)',
    family: 'kernel',
    light: '#eae27a',
    dark: '#a79d2c',
    hatch: 'none',
    explanation:
      'Clock values that the kernel keeps up to date and the vDSO reads. The program can look at them but never change them.',
    bracket: '[ vvar ]',
  },
  vsyscall: {
    name: 'vsyscall page',
    family: 'kernel',
    light: '#b0a000',
    dark: '#c2b32a',
    hatch: 'none',
    explanation:
      'A fixed address of 1990s Linux, kept so that very old programs still run. Calls into it are caught and emulated by the kernel.',
    bracket: '[ vsyscall ]',
  },
  uprobes: {
    name: 'Tracing page (uprobes)',
    family: 'kernel',
    light: '#8f8310',
    dark: '#9c9024',
    hatch: 'none',
    explanation:
      'A page the kernel adds when a tracer such as perf or bpftrace has placed probes in this program. Probed instructions are executed here, one step at a time.',
    bracket: '[ anon ]',
  },
  file: {
    name: 'File',
    family: 'file',
    light: '#a0774a',
    dark: '#b58a5b',
    hatch: 'none',
    explanation:
      'A file made visible as memory: reading a byte here reads the file. A private mapping keeps changes to itself, a shared one writes them back.',
    bracket: 'path',
  },
  'posix-shm': {
    name: 'POSIX shared memory',
    family: 'shared',
    light: '#7b4ea3',
    dark: '#9a70c0',
    hatch: 'none',
    explanation:
      'Memory with a name in /dev/shm that several processes can open and share. What one of them writes, the others see at once.',
    bracket: '[ shmem ]',
  },
  'sysv-shm': {
    name: 'System V shared memory',
    family: 'shared',
    light: '#8c64b0',
    dark: '#8a62ae',
    hatch: 'none',
    explanation:
      'Shared memory of the older System V kind, known by a number instead of a name. It lives on until somebody removes it, even if no process uses it.',
    bracket: '[ shmem ]',
  },
  memfd: {
    name: 'memfd',
    family: 'shared',
    light: '#9f7cc0',
    dark: '#7a559c',
    hatch: 'none',
    explanation:
      'A file that exists only in memory and only through its descriptor. Programs pass it to each other to share pictures, sound or messages.',
    bracket: '[ memfd:NAME ]',
  },
  'shared-anon': {
    name: 'Shared anonymous memory',
    family: 'shared',
    light: '#b59ad0',
    dark: '#6b4a8a',
    hatch: 'none',
    explanation:
      'Memory without a file that a process shares with the children it forks. What one of them writes, the others see.',
    bracket: '[ shmem ]',
  },
  hugetlb: {
    name: 'Huge pages (hugetlb)',
    family: 'shared',
    light: '#5e3a82',
    dark: '#b08fd0',
    hatch: 'none',
    explanation:
      'Memory made of huge pages of 2 MiB or 1 GiB from a pool set aside beforehand. The processor finds its way in them faster, and they are never swapped out.',
    bracket: '[ anon ]',
  },
  'aio-ring': {
    name: 'AIO ring',
    family: 'kernel',
    light: '#4f8a96',
    dark: '#5b9aa6',
    hatch: 'none',
    explanation:
      'A ring of results that the kernel fills in when asynchronous reads and writes are done. The program looks here instead of making a system call.',
    bracket: '[ anon ]',
  },
  'io-uring': {
    name: 'io_uring ring',
    family: 'kernel',
    light: '#3d7986',
    dark: '#4a8896',
    hatch: 'none',
    explanation:
      'Rings through which the program hands requests to the kernel and takes answers back. Both sides read and write them, so that few system calls are needed.',
    bracket: '[ anon ]',
  },
  'perf-ring': {
    name: 'perf ring buffer',
    family: 'kernel',
    light: '#6ba3ad',
    dark: '#3e7580',
    hatch: 'none',
    explanation:
      'A buffer into which the kernel writes measurements of running programs. A profiler such as perf reads them from here.',
    bracket: '[ anon ]',
  },
  device: {
    name: 'Device memory',
    family: 'kernel',
    light: '#5f6f52',
    dark: '#84977a',
    hatch: 'none',
    explanation:
      'Memory of a device, such as a graphics card, made visible in the program. It is not normal RAM and is not counted as resident.',
    bracket: 'path',
  },
  'kernel-object': {
    name: 'Kernel object',
    family: 'kernel',
    light: '#7d8f70',
    dark: '#6c7d62',
    hatch: 'none',
    explanation:
      'Memory of something that lives in the kernel, such as a BPF map or a virtual machine’s processor. The name says what it is.',
    bracket: '[ anon ]',
  },
  'secret-mem': {
    name: 'Secret memory',
    family: 'shared',
    light: '#4a2559',
    dark: '#8d5fa1',
    hatch: 'none',
    explanation:
      'Memory that even the kernel has removed from its own map. Keys are kept here, so that a flaw in the kernel does not leak them.',
    bracket: '[ anon ]',
  },
  'named-anon': {
    name: 'Named memory',
    family: 'anonymous',
    light: '#8f8f99',
    dark: '#8f8f9b',
    hatch: 'none',
    explanation:
      'Memory without a file to which the program itself gave a name. The name is the program’s claim, not something the kernel checks.',
    bracket: '[ anon ]',
  },
  'jit-code': {
    name: 'Generated code',
    family: 'runtime',
    light: '#c2187a',
    dark: '#e04b9d',
    hatch: 'none',
    explanation:
      'Machine code that the program wrote itself at run time. Browsers and language runtimes do this to run scripts fast (just-in-time compilation).',
    bracket: '[ anon ]',
  },
  'runtime-heap': {
    name: 'Runtime heap',
    family: 'runtime',
    light: '#7fa834',
    dark: '#8fb546',
    hatch: 'none',
    explanation:
      'Memory that a language runtime (Java, JavaScript, Python, Go) manages for its objects. Its garbage collector or allocator hands it out, not malloc.',
    bracket: '[ anon ]',
  },
  reserve: {
    name: 'Reserved addresses',
    family: 'anonymous',
    light: '#e4e4e8',
    dark: '#34343c',
    hatch: 'reserve',
    explanation:
      'Addresses set aside for later: nothing may be read or written here yet. They cost no memory, however large they are.',
    bracket: '[ anon ]',
  },
  anon: {
    name: 'Anonymous memory',
    family: 'anonymous',
    light: '#b4b4bc',
    dark: '#6d6d78',
    hatch: 'none',
    explanation:
      'Memory without a file, asked for with mmap. Nothing says for what: it may belong to an allocator, a runtime or the program itself.',
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
