/** The words of the screen in English, each in a sentence or two. `[id]` or `[id|words]` leads to another term. */

export const englishGlossary = {
  process: { term: 'process', meaning: 'A running program with an [address-space] of its own.' },
  'address-space': {
    term: 'address space',
    meaning: 'All addresses that a [process] could use: 128 TiB on x86-64, of which a program maps very little.',
  },
  mapping: {
    term: 'mapping',
    meaning: 'One row of /proc/PID/maps: a span of addresses with one set of [permissions] and one file or none.',
  },
  region: {
    term: 'region',
    meaning: 'A labelled span inside one [mapping]. Most mappings are one region; a merged one holds several.',
  },
  object: {
    term: 'object',
    meaning: 'Regions that belong together: a loaded file with its parts, a thread’s stack with its [guard], a [heap].',
  },
  kind: { term: 'kind', meaning: 'What a [region] is: stack, heap, code, guard. Each kind has a colour.' },
  area: {
    term: 'area',
    meaning: 'A part of the [address-space]: program and heap, libraries and threads, stack, kernel.',
  },
  gap: {
    term: 'gap',
    meaning: 'Addresses between two mappings. Touching one ends the program with a segmentation fault.',
  },
  exact: {
    term: 'exact',
    meaning: 'How sure a label is: the kernel, or a structure that checks itself, says so.',
  },
  strong: { term: 'strong', meaning: 'How sure a label is: practically nothing else looks like this.' },
  probably: { term: 'probably', meaning: 'How sure a label is: likely so, and other explanations are possible.' },
  evidence: { term: 'evidence', meaning: 'What a label rests on, in sentences that can be checked.' },
  page: {
    term: 'page',
    meaning:
      'The unit in which the kernel hands out memory: 4 KiB on most machines. Addresses without a page cost nothing.',
  },
  resident: {
    term: 'resident',
    meaning: 'In memory now. A [mapping] promises addresses; only pages that were touched are resident.',
  },
  rss: {
    term: 'RSS',
    meaning: 'Resident set size: all [resident] pages. Those that are [shared] count fully in every process.',
  },
  pss: {
    term: 'PSS',
    meaning:
      'Proportional set size: [shared] pages divided among the processes that map them. Sums over processes are right.',
  },
  uss: {
    term: 'USS',
    meaning: 'Unique set size: pages mapped here only. What would be freed if this [process] ended.',
  },
  swap: {
    term: 'swap',
    meaning: 'Where the kernel writes pages that it takes out of memory, to read them again when they are touched.',
  },
  mapped: { term: 'mapped', meaning: 'Having addresses that lead somewhere. It says nothing about memory in use.' },
  dirty: {
    term: 'dirty',
    meaning: 'Written to since it was read from its file, or never having had one: it cannot just be dropped.',
  },
  shared: {
    term: 'shared',
    meaning: 'Of a page: mapped by several processes. Of a [mapping]: what one writes, all see.',
  },
  private: {
    term: 'private',
    meaning:
      'Of a page: mapped by this process alone. Of a [mapping]: whoever writes gets a copy of the page ([copy-on-write]).',
  },
  'copy-on-write': {
    term: 'copy on write',
    meaning: 'Several processes share a page until one writes to it; then that one gets a page of its own.',
  },
  anonymous: {
    term: 'anonymous',
    meaning: 'Without a file behind it: it begins as zeroes, and goes to [swap] when memory is short.',
  },
  permissions: {
    term: 'permissions',
    meaning: 'r, w and x: may be read, written, executed; p or s: [private] or [shared].',
  },
  'w-x': {
    term: 'writable and executable',
    meaning:
      'Memory that can be written and run at once: an attacker who can write there can run code. Runtimes that compile need it.',
  },
  stack: {
    term: 'stack',
    meaning:
      'Where a [thread] keeps what its calls need: arguments, local variables, where to return to. It grows downward.',
  },
  'stack-pointer': {
    term: 'stack pointer',
    meaning: 'The register that says how deep a [thread] is in its [stack]. What lies below it is left over.',
  },
  'stack-limit': {
    term: 'stack limit',
    meaning: 'How far a [stack] may grow: of the main thread ulimit -s, of another the size it was made with.',
  },
  guard: {
    term: 'guard',
    meaning: 'A page without [permissions] below a [stack]: running over the end hits it, and not other memory.',
  },
  thread: { term: 'thread', meaning: 'One flow of execution in a [process], with a [stack] and [tls] of its own.' },
  tls: { term: 'TLS', meaning: 'Thread-local storage: variables of which each [thread] has its own.' },
  heap: {
    term: 'heap',
    meaning:
      'Memory that malloc hands out in [chunk|chunks]. The main one grows by brk; an [arena] of another thread has heaps of its own.',
  },
  arena: {
    term: 'arena',
    meaning:
      'A set of heaps of glibc’s malloc with one lock. Threads have their own, so as not to wait for each other. An arena has heaps, of 64 MiB each.',
  },
  reserve: {
    term: 'reserve',
    meaning: 'Addresses that a [heap] of an [arena] may still grow into. They cost nothing.',
  },
  chunk: { term: 'chunk', meaning: 'What malloc hands out: the block, with its size in front of it.' },
  block: {
    term: 'large malloc block',
    meaning: 'A block too large for a [heap]: malloc gives it a [mapping] of its own.',
  },
  code: {
    term: '.text',
    meaning: 'The machine code of a file. It is read and executed, and [shared] by all who load the file.',
  },
  rodata: { term: '.rodata', meaning: 'Constants of a file: texts and tables that nobody writes.' },
  data: { term: '.data', meaning: 'Variables with a first value, copied from the file when they are first written.' },
  bss: { term: '.bss', meaning: 'Variables that begin as zero: the file holds only their size.' },
  relro: {
    term: 'read-only after relocation',
    meaning: 'Tables that the [loader] fills in at start and then protects from writing (relro).',
  },
  loader: {
    term: 'loader',
    meaning: 'The program (ld.so) that maps the libraries and fills in their addresses before main begins.',
  },
  'load-address': {
    term: 'load address',
    meaning:
      'Where the first byte of a file lies in memory. “libc.so.6 + 0x29d90” is counted from it, in backtraces too.',
  },
  symbol: { term: 'symbol', meaning: 'The name of a function or variable in a file.' },
  vdso: {
    term: 'vDSO',
    meaning: 'A small library that the kernel maps into every process, so that asking the time needs no system call.',
  },
  aslr: {
    term: 'ASLR',
    meaning: 'Address space layout randomisation: each run lies elsewhere, so that an attacker cannot know addresses.',
  },
  brk: { term: 'brk', meaning: 'The system call that moves the end of the main [heap].' },
  limit: {
    term: 'limit',
    meaning:
      'What a process may use at most: by ulimit, by vm.max_map_count, or by its [cgroup]. Orange: under 20 % left; red: under 5 %.',
  },
  cgroup: {
    term: 'cgroup',
    meaning:
      'A group of processes (a service, a container) with limits in common. Over memory.max the kernel kills one of them.',
  },
  numa: {
    term: 'NUMA',
    meaning: 'Memory that is nearer to some processors than to others: each page lies on one node.',
  },
  'working-set': { term: 'working set', meaning: 'The pages that a process really uses in a while.' },
  capture: {
    term: 'capture',
    meaning: 'Everything read of one process at one [moment], with what could not be read and why.',
  },
  moment: { term: 'moment', meaning: 'One point in time of one process: what every view shows.' },
  mark: { term: 'mark', meaning: 'A [moment] with a name; what changed since can be shown.' },
  recording: { term: 'recording', meaning: 'The moments of one process over time.' },
  life: { term: 'life', meaning: 'One program image of a process: exec begins another.' },
  pin: { term: 'pin', meaning: 'A byte that one keeps. Pins can be named and walked, and are saved with a [capture].' },
  holder: { term: 'holder', meaning: 'What has a pointer to a block: a variable, a [stack], [tls], or another block.' },
  redact: {
    term: 'redact',
    meaning: 'To leave out what tells about people: home folders, names of users, hosts and cgroups, arguments.',
  },
  budget: {
    term: 'observer budget',
    meaning: 'At most 2 % of the time is spent reading, so that watching does not disturb the process.',
  },
} as const satisfies Readonly<Record<string, { readonly term: string; readonly meaning: string }>>;
