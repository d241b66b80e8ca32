/** Names of kinds and their explanations in English: two plain sentences for a student each. */
import type { KindId } from '../../contract/kinds.ts';
import type { KindWords } from '../language.ts';

export const englishKinds = {
  stack: {
    name: ['Stack'],
    explanation:
      'The main thread’s stack: local variables and return addresses, growing downward on demand up to the stack limit, usually 8 MiB. Its top holds the program’s arguments and environment.',
  },
  'thread-stack': {
    name: ['Thread stack', 'Stack'],
    explanation:
      'The stack of one more thread: its local variables and return addresses. The whole size is reserved when the thread is created, but a page costs memory only once it is touched.',
  },
  'signal-stack': {
    name: ['Signal stack'],
    explanation:
      'A small separate stack on which signal handlers run. It lets a program report that its ordinary stack has overflowed, because the handler does not need any room there.',
  },
  'coroutine-stack': {
    name: ['Coroutine stack', 'Coroutine'],
    explanation:
      'A stack that the program made itself, for a coroutine, a fiber or a thread library of its own. A thread runs on it for a while and leaves it again; its own stack lies elsewhere.',
  },
  'shadow-stack': {
    name: ['Shadow stack'],
    explanation:
      'A second copy of every return address, kept by the processor and writable only by calls and returns. If it disagrees with the ordinary stack, somebody has tampered with a return address and the program is stopped.',
  },
  heap: {
    name: ['Heap'],
    explanation: 'The classic heap, which the brk system call makes longer. malloc serves small blocks from here.',
  },
  arena: {
    name: ['Arena heap', 'Arena'],
    explanation:
      'A heap of a malloc arena, which glibc makes so that threads do not have to wait for each other. It grows inside a 64 MiB reservation; when that is full, the arena gets another heap.',
  },
  'arena-reserve': {
    name: ['Arena reserve', 'Reserve'],
    explanation:
      'The rest of the 64 MiB of addresses of an arena heap, kept free so that it can grow in one piece. It cannot be touched yet and costs no memory.',
  },
  'malloc-block': {
    name: ['Large malloc block', 'Block'],
    explanation:
      'One block that malloc asked the kernel for directly, because it was large (128 KiB or more at first). free gives it back to the kernel at once.',
  },
  tls: {
    name: ['Thread-local storage', 'TLS'],
    explanation:
      'Each thread’s private copies of thread_local variables such as errno. Beside them lies the control block with which the C library manages the thread.',
  },
  guard: {
    name: ['Guard'],
    explanation:
      'A deliberate trap: any access crashes the program at once. So a stack that grows too far cannot silently overwrite its neighbour.',
  },
  text: {
    name: ['Code (.text)', 'Code', '.text'],
    explanation:
      'Machine code of a program or library, straight from its file. It can be executed but not changed, so all processes that use the file share one copy in memory.',
  },
  rodata: {
    name: ['Constants (.rodata)', 'Constants', '.rodata'],
    explanation:
      'Constants, strings and tables of a program or library, and the headers of its file. They can only be read, and all processes share one copy.',
  },
  relro: {
    name: ['Read-only after relocation', 'Read-only later', 'Relro'],
    explanation:
      'Tables that the loader filled in at start, such as the addresses of library functions. They were then made read-only, so that an attacker cannot redirect calls.',
  },
  data: {
    name: ['Data (.data)', 'Data', '.data'],
    explanation:
      'Global variables that start with a value. The values come from the file; once a page is changed, this process has its own copy of it.',
  },
  bss: {
    name: ['Zeroed data (.bss)', 'Zeroed data', '.bss'],
    explanation:
      'Global variables that start as zero. They take no room in the file; the kernel provides empty pages for them.',
  },
  'module-gap': {
    name: ['Hole in a module', 'Hole'],
    explanation:
      'Addresses between the parts of a library that the loader keeps blocked. Nothing lies here; the hole only keeps the parts at the right distance.',
  },
  vdso: {
    name: ['vDSO'],
    explanation:
      'A small library that the kernel maps into every process. With it, reading the clock needs no real system call.',
  },
  vvar: {
    name: ['Kernel clock data (vvar)', 'vvar'],
    explanation:
      'Clock values that the kernel keeps up to date and the vDSO reads. The program can look at them but never change them.',
  },
  vsyscall: {
    name: ['vsyscall page', 'vsyscall'],
    explanation:
      'A fixed address of 1990s Linux, kept so that very old programs still run. Calls into it are caught and emulated by the kernel.',
  },
  uprobes: {
    name: ['Tracing page (uprobes)'],
    explanation:
      'A page the kernel adds when a tracer such as perf or bpftrace has placed probes in this program. Probed instructions are executed here, one step at a time.',
  },
  file: {
    name: ['File'],
    explanation:
      'A file made visible as memory: reading a byte here reads the file. A private mapping keeps changes to itself, a shared one writes them back.',
  },
  'posix-shm': {
    name: ['POSIX shared memory'],
    explanation:
      'Memory with a name in /dev/shm that several processes can open and share. What one of them writes, the others see at once.',
  },
  'sysv-shm': {
    name: ['System V shared memory'],
    explanation:
      'Shared memory of the older System V kind, known by a number instead of a name. It lives on until somebody removes it, even if no process uses it.',
  },
  memfd: {
    name: ['memfd'],
    explanation:
      'A file that exists only in memory and only through its descriptor. Programs pass it to each other to share pictures, sound or messages.',
  },
  'shared-anon': {
    name: ['Shared anonymous memory'],
    explanation:
      'Memory without a file that a process shares with the children it forks. What one of them writes, the others see.',
  },
  hugetlb: {
    name: ['Huge pages (hugetlb)'],
    explanation:
      'Memory made of huge pages of 2 MiB or 1 GiB from a pool set aside beforehand. The processor finds its way in them faster, and they are never swapped out.',
  },
  'aio-ring': {
    name: ['AIO ring'],
    explanation:
      'A ring of results that the kernel fills in when asynchronous reads and writes are done. The program looks here instead of making a system call.',
  },
  'io-uring': {
    name: ['io_uring ring'],
    explanation:
      'Rings through which the program hands requests to the kernel and takes answers back. Both sides read and write them, so that few system calls are needed.',
  },
  'perf-ring': {
    name: ['perf ring buffer'],
    explanation:
      'A buffer into which the kernel writes measurements of running programs. A profiler such as perf reads them from here.',
  },
  device: {
    name: ['Device memory'],
    explanation:
      'Memory of a device, such as a graphics card, made visible in the program. It is not normal RAM and is not counted as resident.',
  },
  'kernel-object': {
    name: ['Kernel object'],
    explanation:
      'Memory of something that lives in the kernel, such as a BPF map or a virtual machine’s processor. The name says what it is.',
  },
  'secret-mem': {
    name: ['Secret memory'],
    explanation:
      'Memory that even the kernel has removed from its own map. Keys are kept here, so that a flaw in the kernel does not leak them.',
  },
  'named-anon': {
    name: ['Named memory'],
    explanation:
      'Memory without a file to which the program itself gave a name. The name is the program’s claim, not something the kernel checks.',
  },
  'jit-code': {
    name: ['Generated code'],
    explanation:
      'Machine code that the program wrote itself at run time. Browsers and language runtimes do this to run scripts fast (just-in-time compilation).',
  },
  'runtime-heap': {
    name: ['Runtime heap'],
    explanation:
      'Memory that a language runtime (Java, JavaScript, Python, Go) or an allocator of its own manages. It took the whole from the kernel and hands it out to the program piece by piece.',
  },
  reserve: {
    name: ['Reserved addresses', 'Reserved'],
    explanation:
      'Addresses set aside for later: nothing may be read or written here yet. They cost no memory, however large they are.',
  },
  anon: {
    name: ['Anonymous memory', 'Anonymous', 'Anon'],
    explanation:
      'Memory without a file, asked for with mmap. Nothing says for what: it may belong to an allocator, a runtime or the program itself.',
  },
  hidden: {
    name: ['?'],
    explanation:
      'Its label is hidden. Say what you think it is, and look at its size, its permissions and its neighbours.',
  },
} as const satisfies Record<KindId, KindWords>;
