/**
 * What a rule says of a span, as data: which rule spoke, and facts and labels as forms with arguments. Sentences are
 * made of them in `words/` at the moment they are shown, from the figures of the capture that is shown.
 *
 * An argument refers: to an address, a thread, a file, a name. What changes from look to look (resident memory, stack
 * pointers, thread names, limits, flags) is no argument: the maker of the sentence looks it up.
 *
 * One file, long as it is: it is one vocabulary, in which a form is looked for by its id, whichever rule says it.
 */
import type { Tid } from './units.ts';

/**
 * Types of arguments. `address`: a page number, perhaps with a fraction; `pages`, `bytes`, `count`: numbers; `name`: a
 * name as the kernel or the program gives it; `path`: a file; `word`: a term of a closed set, the same in every language;
 * `thread`: a thread id; `phrase`: another form.
 */
export interface ArgumentValues {
  readonly address: number;
  readonly pages: number;
  readonly bytes: number;
  readonly count: number;
  readonly name: string;
  readonly path: string;
  readonly word: string;
  readonly thread: Tid;
  readonly phrase: Phrase;
}
export type ArgumentType = keyof ArgumentValues;

/** Arguments of a set of forms, by form and by name. */
export type Schema = Readonly<Record<string, Readonly<Record<string, ArgumentType>>>>;

/** Arguments of one form of a set. */
export type ArgumentsOf<S extends Schema, Id extends keyof S> = {
  readonly [Name in keyof S[Id]]: ArgumentValues[S[Id][Name]];
};

/** A thing that is guarded or owned, where a sentence or label needs a noun for it. */
export const phraseArguments = {
  'thread-stack-of': { thread: 'thread' },
  'signal-stack-of': { thread: 'thread' },
  'thread-stack-unowned': {},
  'signal-stack-unowned': {},
  'thread-stack-finished': {},
  'thread-stack-elsewhere': { id: 'count' },
  'coroutine-stack': {},
  'memory-above': {},
  'memory-below': {},
  heap: {},
  told: { text: 'name' },
  newer: { text: 'name', json: 'name' },
} as const satisfies Schema;

/** Labels of regions and objects. */
export const labelArguments = {
  told: { text: 'name' },
  newer: { text: 'name', json: 'name' },
  // Stacks and threads.
  'main-stack': {},
  'main-stack-object': {},
  thread: { thread: 'thread' },
  'thread-elsewhere': { id: 'count' },
  'thread-stack': {},
  'thread-stack-of': { thread: 'thread' },
  'stack-elsewhere': { id: 'count' },
  'cached-stack': {},
  'stack-in-use': { thread: 'thread' },
  'coroutine-stack': {},
  'signal-stack': {},
  'signal-stack-of': { thread: 'thread' },
  tls: {},
  'tls-of': { thread: 'thread' },
  'tls-finished': {},
  'tls-elsewhere': { id: 'count' },
  'guard-of': { what: 'phrase' },
  guard: {},
  'stack-guard': {},
  'shadow-stack': {},
  // Heaps.
  heap: {},
  'heap-guard': {},
  arena: {},
  'arena-at': { at: 'address' },
  'arena-of': { thread: 'thread', at: 'address' },
  'arena-reserve': {},
  'malloc-block': { size: 'pages' },
  'large-malloc-block': {},
  // Files and modules.
  module: { path: 'path' },
  'relro-of': { path: 'path' },
  'program-bss': {},
  'zeroed-data': {},
  file: { path: 'path' },
  'file-by-inode': { inode: 'word' },
  path: { path: 'path' },
  // Shared memory and what the kernel provides.
  'kernel-provided': {},
  kind: { kind: 'word' },
  name: { name: 'name' },
  'sysv-private': {},
  'sysv-key': { key: 'word' },
  memfd: { name: 'name' },
  'memfd-unnamed': {},
  'shared-anonymous': {},
  'huge-pages': {},
  'aio-ring': {},
  'io-uring': {},
  'perf-ring': {},
  'secret-memory': {},
  semaphore: { name: 'name' },
  'private-zero': {},
  'random-state': {},
  // Anonymous memory.
  anonymous: {},
  'anonymous-growing': {},
  'unknown-mapping': {},
  reserved: {},
  executable: {},
  'loader-memory': {},
  // Memory of runtimes: the runtime and what it is for.
  runtime: { runtime: 'word' },
  'runtime-part': { part: 'word' },
} as const satisfies Schema;

/** Facts: what a rule found out. */
export const factArguments = {
  told: { text: 'name' },
  // One of a newer program that this one does not know: the words beside it, and the form as it was written.
  newer: { text: 'name', json: 'name' },
  // Names that the kernel or the source gives.
  named: { name: 'name' },
  'named-thread': { name: 'name' },
  'assumed-random': {},
  'assumed-vdso': {},
  'assumed-vsyscall': {},
  'assumed-vdso-shape': {},
  'assumed-vvar-touches': {},
  'assumed-heap-top': { at: 'address' },
  'assumed-heap-chunks': {},
  'assumed-stack': {},
  'unknown-name': {},
  'holds-start-stack': { at: 'address' },
  'stack-limit': {},
  'stack-pointer': { thread: 'thread' },
  'stack-pointer-depth-of': { thread: 'thread' },
  'grows-down': {},
  'stack-executable': {},
  'stack-piece': { size: 'pages' },
  'stack-split': {},
  'heap-start': { at: 'address' },
  'below-heap-start': { at: 'address' },
  'merged-with-heap': {},
  'named-for-break': { at: 'address' },
  'heap-guard-page': {},
  'vdso-base': { at: 'address' },
  'shadow-stack-flag': {},
  droppable: {},
  'getrandom-state': {},
  // Anonymous memory.
  'no-file-no-name': {},
  'no-file-told': {},
  'no-files-told': {},
  resident: {},
  'vm-flags': {},
  'hidden-guards': {},
  'anonymous-grows-down': {},
  'huge-advised': {},
  'guard-crashes': {},
  'guard-small': { size: 'pages' },
  'nothing-allowed': {},
  'addresses-only': { size: 'pages' },
  'stack-pointer-lies-here': { thread: 'thread' },
  // malloc.
  'arena-aligned': { at: 'address' },
  'arena-aligned-narrow': { at: 'address' },
  'arena-halves': { writable: 'pages', limit: 'address' },
  'arena-noreserve': {},
  'heap-info': {},
  'arena-thread': { thread: 'thread' },
  'geometry-only': {},
  'malloc-header': { at: 'address', size: 'pages' },
  'malloc-whole-pages': {},
  'malloc-chain': { at: 'address', size: 'pages' },
  'malloc-fills': { at: 'address', size: 'pages' },
  // Stacks by shape and by pointer.
  'stack-pointer-inside': { thread: 'thread' },
  'own-stack-elsewhere': { thread: 'thread' },
  'main-thread-ended': {},
  'pointer-elsewhere': { thread: 'thread' },
  'signal-frame': { at: 'address' },
  'no-guard-no-flag': {},
  'map-stack-flag': {},
  'guard-below': { size: 'pages' },
  'size-is-stack-limit': { size: 'bytes' },
  'java-stack-size': {},
  'usual-stack-size': { size: 'pages' },
  'too-small-for-thread': { size: 'pages' },
  'used-from-top': {},
  'more-than-threads': { count: 'count', size: 'pages' },
  'threads-and-size': { count: 'count', size: 'pages' },
  'guard-directly-below': { size: 'pages', what: 'phrase' },
  // Thread control blocks.
  'control-block': { library: 'word', at: 'address' },
  'control-block-thread': { library: 'word', at: 'address', id: 'count' },
  'control-block-inner-thread': { library: 'word', at: 'address', id: 'count', thread: 'thread' },
  'control-block-ended': { library: 'word', at: 'address', id: 'count' },
  'control-block-left': { library: 'word', at: 'address', id: 'count' },
  'control-block-unseen': { library: 'word', at: 'address', id: 'count' },
  'stack-bounds': { start: 'address', end: 'address', guard: 'pages' },
  'tls-begins': { at: 'address' },
  'no-permissions': {},
  'guard-installed': {},
  // Modules.
  'load-header': { flags: 'word' },
  'between-loads': {},
  'headers-misfit': {},
  'fills-hole-of': { path: 'path' },
  'mapped-without-permission': {},
  'module-reservation': { path: 'path' },
  'relro-header': { end: 'address' },
  'relro-writable': {},
  'relro-protected': {},
  'bss-sizes': { memory: 'bytes', file: 'bytes' },
  'follows-writable-part': {},
  'mapped-executable': {},
  'everything-executable': {},
  'mapped-writable': {},
  'writable-part': {},
  'mapped-read-only': {},
  'below-writable-part': {},
  'below-executable-relro': {},
  'relro-of-its-own': {},
  'changed-then-protected': {},
  'order-of-parts': {},
  'bounds-rounded': {},
  'entry-point-file': { at: 'address' },
  'entry-point': { at: 'address' },
  'loader-file': { at: 'address' },
  'loader-base': { at: 'address' },
  'exe-link': {},
  'named-like-loader': {},
  'named-like-process': {},
  'first-in-source': {},
  'further-copy': {},
  // Files.
  'path-and-inode': {},
  'file-named': {},
  'shared-writable': {},
  'shared-read-only': {},
  'private-file': {},
  'file-use': { use: 'word' },
  'deleted-file': {},
  // Shared memory, kernel objects and devices.
  printed: { name: 'name' },
  'sysv-private': { name: 'name' },
  'sysv-key': { name: 'name', key: 'word' },
  memfd: { name: 'name' },
  'memfd-executable': {},
  'zero-shared': { name: 'name' },
  'huge-anonymous': { name: 'name' },
  'aio-ring': { name: 'name' },
  'secret-memory': { name: 'name' },
  'graphics-buffer': { name: 'name' },
  'huge-flag': {},
  'huge-mount': { path: 'path' },
  'huge-place': { path: 'path' },
  'dev-shm': {},
  'mounted-on': { type: 'word', path: 'path' },
  'shm-unlinked': {},
  'private-dev-zero': {},
  'device-path': { path: 'path' },
  'driver-flags': { path: 'path' },
  'android-shared': { path: 'path' },
  // Names that the program gave.
  'program-named': { name: 'name' },
  'name-author': { author: 'word' },
  'shmem-named': { name: 'name' },
  // Generated code.
  'executable-anonymous': {},
  'writable-and-executable': {},
  'perf-map': { path: 'path' },
  // Runtimes: how they were recognised, and what speaks for their memory.
  'module-loaded': { path: 'path' },
  'go-build-id': { path: 'path' },
  'go-sections': { path: 'path' },
  'asan-shadow': {},
  'tsan-shadow': {},
  'msan-shadow': {},
  'go-arenas': { size: 'pages', at: 'address' },
  'go-classic-start': {},
  'go-islands': { size: 'pages' },
  'pymalloc-arena': { size: 'pages' },
  'pymalloc-pools': { count: 'count', at: 'address' },
  about: { about: 'word' },
  'musl-group': { at: 'address', size: 'pages' },
  'musl-groups': { count: 'count', at: 'address' },
  'musl-groups-told': { count: 'count', at: 'address' },
  'musl-metas': { at: 'address' },
  'zend-chunks': { count: 'count' },
  'zend-huge': { at: 'address', size: 'pages' },
  'ruby-pages': { count: 'count', at: 'address' },
  'ruby-transient': { count: 'count', at: 'address' },
  'luajit-direct': { count: 'count', at: 'address' },
  'luajit-chunks': { count: 'count', at: 'address' },
  'ghc-section': { path: 'path' },
  megablocks: { count: 'count', at: 'address' },
  carriers: { count: 'count', at: 'address' },
  'mono-sections': { count: 'count', at: 'address' },
  'follows-core': { path: 'path', at: 'address' },
  'spidermonkey-chunks': { count: 'count' },
  'mozjemalloc-chunks': { count: 'count' },
  'sanitizer-blocks': { count: 'count', at: 'address' },
  'nothing-else': {},
  'loader-piece': { size: 'pages' },
  'guest-flags': {},
  'guest-size': { size: 'pages' },
  'java-capacity': {},
  'java-class-space-above': { limit: 'pages' },
  'dotnet-reservation': { size: 'pages' },
  'sanitizer-place': { start: 'address', end: 'address', sanitizer: 'word' },
  'allocator-unit': { size: 'pages', runtime: 'word' },
  'java-reservation': { size: 'pages', at: 'address' },
  'java-largest-heap': {},
  'java-heap-limit': { limit: 'pages' },
  'java-heap-view': { at: 'address' },
  'java-heap-file': { copies: 'count' },
  'java-code-cache': { size: 'pages' },
  'java-class-space': { path: 'path', size: 'pages' },
  'java-tables': {},
  'java-polling': {},
  'wasm-frame': { memory: 'pages', below: 'pages', above: 'pages' },
  'v8-code-range': { size: 'pages', at: 'address' },
  'v8-sandbox-inside': {},
  'v8-sandbox': { size: 'pages' },
  'v8-page-aligned': {},
  'v8-page-flags': {},
  'v8-page-size': {},
  'super-page': { at: 'address' },
  'partition-pool': { size: 'pages', at: 'address' },
  'partition-metadata-apart': { size: 'pages' },
  'v8-trusted-range': { size: 'pages', at: 'address' },
  'v8-pointer-table': { size: 'pages', at: 'address' },
  'oilpan-cage': { size: 'pages', at: 'address' },
  'oilpan-pages': { count: 'count' },
  'lowest-addresses': { limit: 'address' },
  // About a whole capture.
  'threads-unfound': { count: 'count', bytes: 'bytes' },
  'multi-mapped': { copies: 'count' },
} as const satisfies Schema;

export type FactId = keyof typeof factArguments;
export type LabelForm = keyof typeof labelArguments;
export type PhraseForm = keyof typeof phraseArguments;

/** One thing that a rule found out. */
export type Fact = {
  [Id in FactId]: { readonly id: Id; readonly args: ArgumentsOf<typeof factArguments, Id> };
}[FactId];

/** How a region or object is called. */
export type Label = {
  [Form in LabelForm]: { readonly form: Form; readonly args: ArgumentsOf<typeof labelArguments, Form> };
}[LabelForm];

/** A noun inside another form. */
export type Phrase = {
  [Form in PhraseForm]: {
    readonly form: Form;
    readonly args: { readonly [Name in keyof (typeof phraseArguments)[Form]]: string | number };
  };
}[PhraseForm];

type Given<S extends Schema, Id extends keyof S> = keyof S[Id] extends never ? [] : [args: ArgumentsOf<S, Id>];

const noArguments = Object.freeze({});

/** Makes a fact; its arguments are checked against {@link factArguments} by the compiler. */
export const fact = <Id extends FactId>(id: Id, ...[args]: Given<typeof factArguments, Id>): Fact =>
  // The parameter's type ties the arguments to the id; the union cannot follow that.
  ({ id, args: args ?? noArguments }) as unknown as Fact;

/** Makes a label. */
export const label = <Form extends LabelForm>(form: Form, ...[args]: Given<typeof labelArguments, Form>): Label =>
  ({ form, args: args ?? noArguments }) as unknown as Label;

/** Makes a phrase. */
export const phrase = <Form extends PhraseForm>(form: Form, ...[args]: Given<typeof phraseArguments, Form>): Phrase =>
  ({ form, args: args ?? noArguments }) as unknown as Phrase;

/** The rules, in the order of trust; a region tells which one spoke. Numbers in captures are places in this list. */
export const ruleIds = [
  'none',
  'kernel-names',
  'named-anonymous',
  'pseudo-files',
  'modules',
  'files',
  'thread-blocks',
  'arenas',
  'malloc-blocks',
  'stack-pointers',
  'stack-shapes',
  'mallocng',
  'php',
  'ruby',
  'luajit',
  'haskell',
  'erlang',
  'mono',
  'sbcl',
  'mozilla',
  'sanitizers',
  'v8',
  'jvm',
  'go',
  'dotnet',
  'allocators',
  'python',
  'qemu',
  'loader',
  'leftovers',
  'generated-code',
  'guards',
  'anonymous',
  'told',
] as const;
export type RuleId = (typeof ruleIds)[number];

/** One text for equal facts: what interning and comparing go by. */
export const factKey = ({ id, args }: Fact): string => (args === noArguments ? id : `${id} ${JSON.stringify(args)}`);
/** The same for labels and phrases. */
export const formKey = ({ form, args }: Label | Phrase): string =>
  args === noArguments ? form : `${form} ${JSON.stringify(args)}`;
