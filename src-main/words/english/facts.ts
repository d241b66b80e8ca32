/** Evidence in English. Each sentence can be checked by the person who reads it. */
import type { FactForm } from '../language.ts';

export const englishFacts = {
  told: '{text}',
  newer: '{text}',
  named: 'The kernel names it {name}.',
  'named-by': '{speaker} names it {name}.',
  'stack-named-by-pmap': 'pmap prints [ stack ] for it.',
  'named-thread': 'The kernel names it {name} (Linux 3.4 to 4.4 named thread stacks).',
  'assumed-random': 'AT_RANDOM in auxv points into it: the kernel put that on the main stack.',
  'assumed-vdso': 'AT_SYSINFO_EHDR in auxv points to it.',
  'assumed-vsyscall': 'It lies at 0xffffffffff600000, where x86-64 has its vsyscall page.',
  'assumed-vdso-shape':
    'No file is behind it, and a small executable mapping directly above read-only ones is practically always the vDSO with its clock data.',
  'assumed-vvar-touches':
    'It may only be read, has no file and touches the vDSO from below, as the kernel’s clock data do.',
  'assumed-heap-top': 'malloc’s own record of the heap’s top, at {at} in the C library’s data, points into it.',
  'assumed-heap-chunks':
    'It follows the program’s writable data and begins with malloc’s chunks, one behind the other to its end.',
  'assumed-stack': 'The stack pointer of the main thread lies in it.',
  'unknown-name': 'No rule knows this name: it is shown as the kernel gives it.',
  'holds-start-stack': 'It holds start_stack ({at}) of /proc/PID/stat.',
  'stack-limit': 'Max stack size in /proc/PID/limits lets it grow to {limit}.',
  'stack-pointer': 'The stack pointer of {thread} is {pointer}, {depth} below the top.',
  'stack-pointer-depth-of': 'The thread’s stack pointer is {pointer}, {depth} below the top.',
  'grows-down': 'VmFlags has gd: the kernel makes it longer downward on demand.',
  'stack-executable': 'It is executable: the program asked for that (PT_GNU_STACK) or is very old.',
  'stack-piece': 'It touches the main stack from below and VmFlags has gd, as the stack does ({size}).',
  'stack-split': 'A change of permissions inside the stack split it into several mappings.',
  'heap-start': 'The brk heap starts at {at} (start_brk in /proc/PID/stat).',
  'below-heap-start': 'It lies below start_brk ({at}), where the heap starts, in the same mapping.',
  'merged-with-heap': 'The kernel merged the program’s zeroed data with the heap that follows it.',
  'named-for-break':
    'The kernel names it [heap] because the heap would start inside it, at {at} (start_brk); it begins below that and does not continue the program’s data, so it was mapped over a heap that was still empty.',
  'heap-guard-page': 'Its permissions are ---p, directly below the heap: musl’s malloc protects its first page so.',
  'vdso-base': 'AT_SYSINFO_EHDR in auxv is {at}, its start.',
  'shadow-stack-flag': 'VmFlags has ss: the kernel made it as a shadow stack.',
  droppable: 'VmFlags has dp: the kernel may drop its pages under pressure (MAP_DROPPABLE, Linux 6.11).',
  'getrandom-state': 'C libraries ask for such memory to keep the state of getrandom in the vDSO.',
  'no-file-no-name': 'No file, no name; permissions {perms}.',
  'no-file-told': 'The source tells no file for it.',
  'no-files-told': 'It tells none of any mapping, so that this may be a part of one.',
  resident: '',
  'resident-none': 'None of it is resident: it has not been touched, or it has been swapped out.',
  'resident-some': '{rss} of it are resident.',
  'vm-flags': 'VmFlags: {flags}.',
  'hidden-guards': 'VmFlags has gu: guard pages may be hidden inside it.',
  'anonymous-grows-down': 'VmFlags has gd: the kernel makes it longer downward on demand (MAP_GROWSDOWN).',
  'huge-advised': 'VmFlags has hg: the program asked for transparent huge pages here.',
  'guard-crashes': 'Its permissions are ---p: any access crashes the program.',
  'guard-small': 'It is small ({size}) and lies directly beside writable memory.',
  'nothing-allowed': 'Its permissions are ---p: nothing may be read, written or executed here.',
  'addresses-only': 'No file stands behind it: {size} of addresses that cost no memory.',
  'stack-pointer-lies-here': 'The stack pointer of {thread} is {pointer}, inside it: the thread runs on a stack here.',
  'stack-pointer-place': 'The stack pointer of {thread} lies inside it.',
  'arena-aligned': 'It starts at a multiple of 64 MiB ({at}), as every heap of a glibc arena does.',
  'arena-aligned-narrow': 'It starts at a multiple of 1 MiB ({at}), as every heap of an arena does in 32-bit programs.',
  'arena-halves': '{writable} are writable, and ---p follows up to {limit}, exactly 64 MiB in all.',
  'arena-noreserve': 'VmFlags has nr (MAP_NORESERVE), which malloc asks for here.',
  'arena-thread': 'The TLS of {thread} holds the arena’s address: its malloc takes memory from here.',
  'heap-info': 'The heap_info at its start agrees: its size made writable is the length of this part.',
  'geometry-only': 'smaps has not been read, so only the geometry speaks for it.',
  'malloc-header': 'A malloc header lies at {at}: size {size}, marked IS_MMAPPED.',
  'malloc-whole-pages': 'The size is whole pages and ends inside this mapping.',
  'malloc-chain': 'The header’s {size} end at {at}, and the header of a block directly below or above agrees.',
  'malloc-fills': 'The header’s {size} end at {at}, where this memory ends too; no second header speaks for it.',
  'stack-pointer-inside': 'The stack pointer of {thread} is {pointer}, inside this mapping.',
  'own-stack-elsewhere':
    'The own stack of {thread} is elsewhere: it runs on this one now, as signal handlers, coroutines and fibers do.',
  'main-thread-ended': 'The main thread has ended while others go on: no thread runs on this stack.',
  'pointer-elsewhere': 'The stack pointer of {thread} lies elsewhere: the thread does not run on this stack now.',
  'signal-frame': 'A signal frame lies at {at}: a signal handler is running on it.',
  'no-guard-no-flag': 'Neither a guard nor MAP_STACK bounds a stack here, so how far it reaches is not known.',
  'map-stack-flag': 'VmFlags has nh, as MAP_STACK sets it since Linux 6.7.',
  'guard-below': '{size} of ---p lie directly below it.',
  'size-is-stack-limit': 'Its size, {size}, is the Max stack size of /proc/PID/limits.',
  'java-stack-size': 'libjvm.so is loaded, and with these zones it makes 1 MiB, Java’s thread stack size.',
  'usual-stack-size': '{size} is a usual stack size.',
  'too-small-for-thread': '{size} are less than the smallest stack a thread may have (PTHREAD_STACK_MIN, 16 KiB).',
  'used-from-top': 'Its uppermost page has been touched and its lowest has not, as in a stack.',
  'more-than-threads': '{count} mappings of {size} have this shape, more than the process has threads.',
  'threads-and-size': 'The process has {count} threads, and {size} can be a stack.',
  'guard-directly-below': '{size} without any permission lie directly below {what}.',
  'control-block':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}.',
  'control-block-thread':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}, and its thread id is {id}.',
  'control-block-inner-thread':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}, and its thread id is {id}, that of {thread} in the process’s own pid namespace (NSpid in /proc/PID/task/TID/status).',
  'control-block-ended':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}, but its thread id is {id}: the thread has ended and its stack is kept for the next one.',
  'control-block-left':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}, but its thread id is {id}: the thread has ended.',
  'control-block-unseen':
    '{library} keeps a thread’s control block at {at}: it points to itself and holds this process’s {library:secret}; the id {id} there is not among the threads seen.',
  'stack-bounds': 'The block gives the stack’s bounds: {start} to {end}, {guard} of them guard.',
  'tls-begins': 'Its thread-local variables begin at {at}.',
  'no-permissions': 'Its permissions are ---p.',
  'guard-installed':
    'VmFlags has gu: guard pages were put into this mapping without splitting it (MADV_GUARD_INSTALL, Linux 6.13).',
  'load-header': 'Program header PT_LOAD {flags} of the file covers it.',
  'between-loads': 'It lies between the parts that the program headers name, in a page of the file.',
  'headers-misfit':
    'The program headers that the file has now do not fit its mappings: it was written over since, and only permissions and order speak.',
  'fills-hole-of':
    'It fills exactly the hole between two mapped parts of {path:base}, in step with their offsets: the program moved its code into memory of its own, as for huge pages, so no file is shown.',
  'mapped-without-permission': 'The file is mapped here without any permission (---p).',
  'module-reservation':
    'It is ---p between parts of {path:base}: the loader reserves a library’s whole span before it maps the parts.',
  'relro-header': 'PT_GNU_RELRO of the file covers it, up to {end}.',
  'relro-writable': 'It is still writable: the protection has not been applied.',
  'relro-protected': 'It is no longer writable.',
  'bss-sizes':
    'The program header asks for {memory} of memory but the file holds only {file} of it; the rest starts as zero.',
  'follows-writable-part': 'It is anonymous and begins exactly where the writable part of the file ends.',
  'mapped-executable': 'The file is mapped executable here.',
  'everything-executable':
    'Stack or heap are executable too, so all that may be read is (READ_IMPLIES_EXEC): x does not tell code from data here.',
  'mapped-writable': 'The file is mapped private and writable here.',
  'writable-part': 'The file is mapped writable here.',
  'mapped-read-only': 'The file is mapped read only here.',
  'below-writable-part': 'It is read only and lies directly below the writable part of the file.',
  'below-executable-relro':
    'The file has no other read-only part: constants lie in its executable segment, and what is protected after relocation lies here.',
  'relro-of-its-own':
    'It is read only and lies between code and the writable part, while constants lie below the code: so lld lays out a file.',
  'changed-then-protected':
    'It holds changed pages (Anonymous in smaps) and VmFlags has ac: it was written, then protected.',
  'order-of-parts': 'The source tells no permissions: only the order of the file’s parts speaks for it.',
  'bounds-rounded': 'Its bounds lie above 2^53, where they are rounded to 8 bytes.',
  'entry-point-file': 'It belongs to the file that holds the program’s entry point {at} (AT_ENTRY in auxv).',
  'entry-point': 'It holds the program’s entry point {at} (AT_ENTRY in auxv).',
  'loader-file': 'It belongs to the loader, which the kernel put at {at} (AT_BASE in auxv).',
  'loader-base': 'It lies at {at}, where the kernel put the loader (AT_BASE in auxv).',
  'exe-link': '/proc/PID/exe points to this file.',
  'named-like-loader': 'Its name is that of the dynamic loader.',
  'named-like-process': 'The process is called like this file.',
  'first-in-source': 'It is the lowest file with code, apart from the libraries: so the kernel maps a program.',
  'further-copy': 'It is a further copy of a part of the program’s own file.',
  'path-and-inode': 'The kernel prints a path and an inode number: a file.',
  'file-named': 'A file is named for it.',
  'file-named-by': '{speaker} names a file.',
  'shared-writable': 'It is mapped shared and writable: writes go to the file.',
  'shared-read-only': 'It is mapped shared, to be read only.',
  'private-file': 'It is mapped private: changes stay with this process.',
  'file-use': '{use}',
  'deleted-file':
    'The kernel adds “(deleted)”: the file was probably removed or replaced while in use, and the program still works with the old version.',
  printed: 'The kernel prints “{name}”.',
  'sysv-private':
    'The kernel prints “{name}”: System V shared memory, private (IPC_PRIVATE). Its inode number is the segment’s id (shmid).',
  'sysv-key':
    'The kernel prints “{name}”: System V shared memory, key 0x{key}. Its inode number is the segment’s id (shmid).',
  memfd: 'The kernel prints “{name}”: a file that exists only in memory.',
  'memfd-executable': 'It is executable, so machine code was put into it at run time.',
  'zero-shared':
    'The kernel prints “{name}” on the kernel’s shared memory mount: memory without a file, mapped MAP_SHARED.',
  'huge-anonymous': 'The kernel prints “{name}”: anonymous huge pages.',
  'aio-ring': 'The kernel prints “{name}”: the ring of Linux AIO.',
  'secret-memory': 'The kernel prints “{name}”: memfd_secret.',
  'graphics-buffer': 'The kernel prints “{name}”: a graphics buffer.',
  'huge-flag': 'VmFlags has ht: its pages are huge pages from the hugetlb pool.',
  'huge-mount': 'Its device is the hugetlbfs mounted on {path}.',
  'huge-place': 'Its path, {path}, is where systems mount a file system of huge pages.',
  'dev-shm': 'Its path is in /dev/shm, where POSIX shared memory lives.',
  'mounted-on': 'Its device is the {type} mounted on {path}.',
  'shm-unlinked': '“(deleted)” means shm_unlink was called; those who have it mapped keep using it.',
  'private-dev-zero': 'A private mapping of /dev/zero is ordinary zeroed memory, the old way to ask for it.',
  'device-path': 'Its path is that of a device: {path}.',
  'driver-flags': 'The mapping of {path} has flags (io, pf, mm or de) that only a driver gives.',
  'android-shared': 'Its path, {path}, is that of Android’s shared memory (ashmem), not of a device.',
  'program-named': 'The program named it {name}; a name is a claim, not a proof.',
  'name-author': 'This name is written by {author}.',
  'shmem-named': 'The kernel prints {name}: shared anonymous memory that the program named (Linux 6.2).',
  'executable-anonymous': 'It is executable and has no file: the program made it so.',
  'writable-and-executable': 'It is writable and executable at once, which attackers like; some runtimes need it.',
  'perf-map': 'The program tells in {path} which functions its generated code holds here.',
  'module-loaded': '{path:base} is loaded.',
  'go-build-id': '{path:base} carries the Go linker’s build id.',
  'go-sections': '{path:base} has Go’s tables of functions (.gopclntab) or its build record (.go.buildinfo).',
  'asan-shadow': 'AddressSanitizer’s low shadow lies at its fixed address 0x7fff7000.',
  'tsan-shadow': 'ThreadSanitizer’s shadow, more than a terabyte, begins at its fixed address 0x10000000000.',
  'msan-shadow': 'MemorySanitizer’s shadow and origins lie at their fixed addresses.',
  'go-arenas': '{size} from {at}, whole arenas of 64 MiB at a multiple of 64 MiB.',
  'go-classic-start': '0xc000000000 is where the Go heap begins.',
  'go-islands': 'It is part of {size} of reserved addresses with islands of memory, as the Go runtime’s tables are.',
  'pymalloc-arena': 'Its size, {size}, is a multiple of 1 MiB, the arena of Python’s allocator (pymalloc).',
  'pymalloc-pools':
    '{count|One pool|# pools} of Python’s allocator check themselves here, the first at {at}: size class, count and free list agree.',
  about: '{about}',
  'musl-group':
    'musl’s malloc keeps a group of {size} at {at}: its record elsewhere points back to it and counts the same pages.',
  'musl-groups':
    '{count|One group|# groups} of musl’s malloc, the first at {at}: each one’s record elsewhere points back to it and counts its pages.',
  'musl-groups-told':
    '{count|One group|# groups} of musl’s malloc, the first at {at}: records that begin with musl’s secret tell so. The groups themselves were not read: there are too many.',
  'musl-metas': 'Records of groups lie in the page at {at}, behind the secret that every such page begins with.',
  'zend-chunks':
    '{count|One chunk|# chunks} of PHP’s memory manager form a closed circle: each one’s neighbours point back to it, and all to one heap.',
  'zend-huge': 'PHP’s memory manager lists a huge block of {size} at {at}.',
  'ruby-pages':
    '{count|One page|# pages} of Ruby’s heap, the first at {at}: its first word leads to a record that tells where its first slot is.',
  'ruby-transient':
    '{count|One block|# blocks} of Ruby’s transient heap, the first at {at}, begin with headers that tell their size of 32 KiB.',
  'luajit-direct':
    '{count|One large block|# large blocks} of LuaJIT’s allocator, the first at {at}: its header’s size makes whole pages and ends inside.',
  'luajit-chunks': 'Chunks of LuaJIT’s allocator follow each other from {at} on: each one’s size leads to the next.',
  'ghc-section': '{path:base} carries the mark of GHC’s linker (.debug-ghc-link-info).',
  megablocks:
    '{count|One megablock|# megablocks} of GHC’s runtime, the first at {at}: the descriptor of its first block points to that block.',
  carriers:
    '{count|One carrier|# carriers} of Erlang’s allocators, the first at {at}: it begins with its own size and its allocator’s address.',
  'mono-sections':
    '{count|One section|# sections} of large objects of Mono’s collector, the first at {at}: its third word points to the map behind it.',
  'follows-core':
    'It follows the part of {path:base} at {at} without a gap and is executable like it: the core holds the beginning of each of Lisp’s spaces.',
  'spidermonkey-chunks':
    'It begins like a chunk of Firefox’s JavaScript engine, and {count} of them name the same runtime.',
  'mozjemalloc-chunks': 'It begins with the address of an arena of Firefox’s malloc, as {count} chunks do.',
  'sanitizer-blocks':
    '{count|One large block|# large blocks} of the sanitizer’s malloc, the first at {at}: the page before it begins with its own address and tells its size.',
  'nothing-else': 'Nothing else explains it, and such a program maps memory for its own tables.',
  'loader-piece':
    'It is small ({size}) and touches a library: so the kernel places what the loader takes for itself while it maps libraries.',
  'guest-flags': 'VmFlags has dc and mg: QEMU keeps guest memory out of children and offers equal pages for merging.',
  'guest-size': '{size} is the memory that the guest was given on the command line (-m).',
  'java-capacity': 'Its size is the heap’s largest size in the performance data that the virtual machine publishes.',
  'java-class-space-above':
    'It begins at {limit}, where the Java heap ends and class metadata follows when no class data archive is used.',
  'dotnet-reservation': 'It is part of a reservation of {size}, as .NET makes it for its heap.',
  'sanitizer-place': 'It lies in {start} to {end}, a fixed place of {sanitizer}.',
  'allocator-unit': 'Its size is a multiple of {size}, the unit of {runtime}.',
  'java-reservation': '{size} of touching mappings from {at} form one reservation.',
  'java-largest-heap': 'Its size is the largest heap size on the command line.',
  'java-heap-limit': 'It ends at {limit}, below which Java places its heap so that references fit 32 bits.',
  'java-heap-file':
    'The virtual machine keeps its heap in this file in memory (the Z collector){copies||, mapped # times}.',
  'java-heap-view':
    'It touches the Java heap at {at}: the Z collector reserves more addresses than the heap may have memory.',
  'java-code-cache': 'It lies in {size} of executable and reserved mappings, the size of HotSpot’s code cache.',
  'java-class-space': 'It follows the class data archive {path:base} and is {size} long, as compressed class space is.',
  'java-polling':
    'A page that cannot be read and one that only can lie side by side: threads that are to stop read the first.',
  'java-tables': 'Committed parts and a reserved rest (VmFlags nr) touch, as in the virtual machine’s own tables.',
  'wasm-frame':
    '{memory} of memory lie between {below} and {above} of ---p: the frame that catches every access out of range.',
  'v8-code-range': 'It lies in {size} of touching mappings from {at}, V8’s code range for one isolate.',
  'v8-sandbox-inside': 'It lies inside V8’s sandbox.',
  'v8-sandbox': 'It is part of {size} of touching reservations: V8’s sandbox and its guard regions.',
  'v8-page-aligned': 'It starts at a multiple of 256 KiB, as V8’s heap pages do.',
  'v8-page-flags': 'VmFlags has dc and nr, which V8 asks for.',
  'v8-page-size': 'It starts at a multiple of 256 KiB and is as long as V8’s heap pages are.',
  'super-page': 'It lies in the 2 MiB super page at {at}, which begins with 16 KiB of ---p and then is writable.',
  'partition-pool':
    'It lies in a pool of {size} at {at}, a multiple of that size, in which super pages have PartitionAlloc’s layout.',
  'partition-metadata-apart':
    'It lies in {size} of touching mappings, as long as a pool; only the first pages of each 2 MiB are used, those of one super page.',
  'v8-trusted-range':
    'It lies in {size} of touching mappings at {at}, a multiple of 4 GiB: the trusted range of a V8 with a sandbox.',
  'v8-pointer-table':
    'It lies in {size} of touching mappings from {at} that begin with 64 KiB which may only be read, as V8’s tables of pointers out of the sandbox do.',
  'oilpan-cage': 'It lies in {size} of touching mappings at {at}, a multiple of that size, as Oilpan’s cage does.',
  'oilpan-pages': '{count} pages of 128 KiB in it begin with one and the same pointer: the heap that they belong to.',
  'lowest-addresses':
    'It reaches from the lowest address that a program may use to {limit}, so that no number of 32 bits is a valid pointer.',
  'threads-unfound':
    'The control block of {count|one thread|# threads} was not found: the search ended after {bytes} of memory beside the thread stacks. The labels of their stacks rest on other signs.',
  'multi-mapped':
    'One memory is mapped {copies} times: RSS counts each of its pages up to {copies} times, PSS once in all.',
} as const satisfies Record<FactForm, string>;
