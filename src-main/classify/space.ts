/**
 * The view of one input that all rules share: flags as bits, files numbered, rows found by address. It is made once
 * per classification and holds per-row facts in typed arrays, since 60,000 rows pass through every rule.
 */
import { permissionBits, type MappingIndex, type UnknownFact } from '../contract/capture.ts';
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import { rowAt } from '../contract/rows.ts';
import { asPageNumber, asTid, type Address, type PageNumber, type Tid } from '../contract/units.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { ElfImage, FileImage } from '../inspect/elf/image.ts';
import { numberFiles } from './fileRows.ts';
import { Grounds, type Zeros } from './grounds.ts';
import type { ClassifyInput, MemoryPort, MountFact } from './input.ts';

/** The `VmFlags` codes that rules ask about, as bits; `known` is set when the kernel printed any flags at all. */
export const vmFlag = {
  known: 1,
  nh: 1 << 1,
  hg: 1 << 2,
  nr: 1 << 3,
  ac: 1 << 4,
  gu: 1 << 5,
  ss: 1 << 6,
  ht: 1 << 7,
  dp: 1 << 8,
  gd: 1 << 9,
  dc: 1 << 10,
  io: 1 << 11,
  pf: 1 << 12,
  mm: 1 << 13,
  de: 1 << 14,
  mg: 1 << 15,
} as const;

const { read, write, execute, shared } = permissionBits;

/** Bits of one `VmFlags` text. */
function flagBits(text: string): number {
  let bits = 0;
  for (const code of text.split(' ')) {
    if (code !== '') bits |= vmFlag.known;
    if (Object.hasOwn(vmFlag, code) && code !== 'known') bits |= vmFlag[code as keyof typeof vmFlag];
  }
  return bits;
}

/** A thread: its ids, outside and in its own pid namespace, and the row that its stack pointer lies in, -1 when in none or unknown. */
export interface SeenThread {
  readonly tid: Tid;
  readonly innerTid: Tid;
  readonly row: MappingIndex;
  /** It has ended while others go on, as the main thread may: the kernel keeps it as a zombie. */
  readonly ended: boolean;
}

/** One classification's shared view of its input. Row arguments must be valid rows of the mappings. */
export class Space {
  readonly input: ClassifyInput;
  readonly count: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Permission bits of each row. */
  readonly perms: Uint8Array;
  /** 1 where a row has neither name nor inode. */
  readonly anonymous: Uint8Array;
  /** Rows with a name or an inode, in address order. */
  readonly named: readonly MappingIndex[];
  /** Those of {@link named} whose name begins with a bracket: the kernel gives such names, and programs by prctl. */
  readonly bracketed: readonly MappingIndex[];
  /** Rows of private memory with neither name nor inode that may be read or written, in address order. */
  readonly own: readonly MappingIndex[];
  /** A number for each row's file, equal for rows of one file under one name; `noFile` for anonymous rows. */
  readonly files: Int32Array;
  readonly #flagSets: readonly number[];
  /** Which of the flag sets each row has; missing without smaps. */
  readonly #flagSetOf: Uint32Array | undefined;
  /** Whether each of the kernel's names is `[heap]`. */
  readonly #isHeapName: readonly boolean[];
  readonly #auxiliary: ReadonlyMap<string, Address>;
  /** What the rules have read. */
  readonly grounds = new Grounds();
  #mounts: readonly MountFact[] | undefined;
  #threads: readonly SeenThread[] | undefined;

  constructor(input: ClassifyInput) {
    const { mappings } = input;
    this.input = input;
    this.count = mappings.length;
    this.starts = mappings.start;
    this.ends = mappings.end;
    this.perms = mappings.perms;
    this.anonymous = new Uint8Array(this.count);
    this.#isHeapName = mappings.names.map((name) => name === '[heap]');
    const isBracketed = mappings.names.map((name) => name.startsWith('['));
    const named: MappingIndex[] = [];
    const bracketed: MappingIndex[] = [];
    const own: MappingIndex[] = [];
    for (let row = 0; row < this.count; row++) {
      const plain = mappings.name[row] === 0 && mappings.inodeLow[row] === 0 && mappings.inodeHigh[row] === 0;
      if (plain || this.isNamedForBreakAlone(row)) {
        this.anonymous[row] = 1;
        const perms = this.perms[row] ?? 0;
        if ((perms & (read | write)) !== 0 && (perms & shared) === 0) own.push(row);
        continue;
      }
      named.push(row);
      if (isBracketed[mappings.name[row] ?? 0] === true) bracketed.push(row);
    }
    this.named = named;
    this.bracketed = bracketed;
    this.own = own;
    this.files = numberFiles(mappings, named);
    this.#flagSets = input.smaps?.vmFlagSets.map(flagBits) ?? [];
    this.#flagSetOf = input.smaps?.vmFlags;
    const auxiliary = new Map<string, Address>();
    for (const { name, value } of input.process.auxv) {
      const address = parseAddress(value);
      if (address !== undefined) auxiliary.set(name, address);
    }
    this.#auxiliary = auxiliary;
  }

  start(row: MappingIndex): number {
    return this.starts[row] ?? 0;
  }

  end(row: MappingIndex): number {
    return this.ends[row] ?? 0;
  }

  /** Length in pages of 4096 bytes. */
  pages(row: MappingIndex): number {
    return this.end(row) - this.start(row);
  }

  /** {@link vmFlag} bits; 0 when the flags are unknown. */
  flags(row: MappingIndex): number {
    return this.#flagSets[this.#flagSetOf?.[row] ?? 0] ?? 0;
  }

  name(row: MappingIndex): string {
    const { mappings } = this.input;
    return mappings.names[mappings.name[row] ?? 0] ?? '';
  }

  /** Offset into the file, in units of 4096 bytes. */
  offset(row: MappingIndex): number {
    return this.input.mappings.offset[row] ?? 0;
  }

  /** Device and inode as one text, equal for rows of one file. */
  fileIdentity(row: MappingIndex): string {
    const { major, minor, inodeHigh, inodeLow } = this.input.mappings;
    const inode = (inodeHigh[row] ?? 0) * 2 ** 32 + (inodeLow[row] ?? 0);
    return `${(major[row] ?? 0).toString(16)}:${(minor[row] ?? 0).toString(16)}:${inode}`;
  }

  isAnonymous(row: MappingIndex): boolean {
    return this.anonymous[row] === 1;
  }

  /**
   * Whether the kernel names a row `[heap]` only because the break lies in it: `vma_is_initial_heap` (include/linux/mm.h)
   * compares bounds alone. While nobody has called brk the heap is empty and anything may be mapped over its start; V8 puts
   * its code there in one start of ten. Only what continues the program's data from below start_brk is data and heap.
   */
  isNamedForBreakAlone(row: MappingIndex): boolean {
    if (this.#isHeapName[this.input.mappings.name[row] ?? 0] !== true) return false;
    const startBrk = this.startBrk();
    return startBrk !== undefined && this.start(row) < startBrk && !this.#continuesFile(row);
  }

  /** Whether a row touches a file's row below it, or anonymous rows that do: memory that a program header asked for. */
  #continuesFile(row: MappingIndex): boolean {
    let below = row - 1;
    while (below >= 0 && this.touchesNext(below) && this.isAnonymous(below)) below--;
    return below >= 0 && this.touchesNext(below) && !this.name(below).startsWith('[');
  }

  /** No permission at all: `---p` (or `---s`). */
  isInaccessible(row: MappingIndex): boolean {
    return row >= 0 && row < this.count && ((this.perms[row] ?? 0) & (read | write | execute)) === 0;
  }

  /** Exactly `rw-p`. */
  isPrivateWritable(row: MappingIndex): boolean {
    return this.perms[row] === (read | write);
  }

  isExecutable(row: MappingIndex): boolean {
    return ((this.perms[row] ?? 0) & execute) !== 0;
  }

  isWritable(row: MappingIndex): boolean {
    return ((this.perms[row] ?? 0) & write) !== 0;
  }

  isShared(row: MappingIndex): boolean {
    return ((this.perms[row] ?? 0) & shared) !== 0;
  }

  /** Whether the next row begins where this one ends. */
  touchesNext(row: MappingIndex): boolean {
    return row >= 0 && row + 1 < this.count && this.ends[row] === this.starts[row + 1];
  }

  /** The row that holds an address, or -1. */
  rowAt(page: number): MappingIndex {
    return rowAt({ length: this.count, start: this.starts, end: this.ends }, asPageNumber(page));
  }

  /** The first row that ends above an address; the number of rows when there is none. */
  firstEndingAfter(page: number): MappingIndex {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end(middle) > page) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A value of the auxiliary vector by its name (`AT_ENTRY`). */
  auxiliary(name: string): Address | undefined {
    return this.#auxiliary.get(name);
  }

  /** An address of the auxiliary vector as a page number; undefined when missing or 0. */
  auxiliaryPage(name: string): PageNumber | undefined {
    const value = this.#auxiliary.get(name);
    return value === undefined || value === 0n ? undefined : pageNumberOf(value);
  }

  /** Whether it is a 32-bit program on a 64-bit machine: the kernel puts AT_RANDOM on its stack, below 4 GiB. */
  isNarrow(): boolean {
    return (this.auxiliary('AT_RANDOM') ?? 1n << 32n) < 1n << 32n;
  }

  /** The soft stack limit in bytes; undefined when unknown or unlimited. */
  stackLimit(): number | undefined {
    return this.grounds.ask(
      'stack limit',
      this.input,
      ({ process }) => process.limits.find(({ name }) => name === 'Max stack size')?.soft,
    );
  }

  /** Whether a figure of smaps is 0, row by row; a figure itself changes with every look. */
  zeros(key: string): Zeros {
    return this.grounds.askZeros(key, this.input);
  }

  /** Asks the process's memory; undefined where it cannot be read. The question is asked again at the next look. */
  askMemory<T>(question: (memory: MemoryPort) => T): T | undefined {
    return this.grounds.askMemory(this.input.memory, question);
  }

  /** The threads. */
  threads(): readonly SeenThread[] {
    this.#threads ??= this.grounds.ask('threads', this.input, ({ process }) =>
      process.threads.map(({ tid, innerTid, stackPointer, state }) => ({
        tid,
        innerTid: innerTid ?? tid,
        row: stackPointer === undefined ? -1 : this.rowAt(stackPointer),
        ended: state === 'Z',
      })),
    );
    return this.#threads;
  }

  /**
   * The free part of a row around a thread's stack pointer, between the parts that are known already; undefined when the
   * pointer lies in one of them.
   */
  freeAround(
    thread: Tid,
    known: readonly { readonly start: number; readonly end: number }[],
    row: MappingIndex,
  ): { readonly start: number; readonly end: number } | undefined {
    return this.grounds.ask(`free around ${thread} beside ${known.length}`, this.input, ({ process }) => {
      const pointer = process.threads.find(({ tid }) => tid === thread)?.stackPointer;
      if (pointer === undefined || known.some(({ start, end }) => pointer >= start && pointer < end)) return undefined;
      return {
        start: known.reduce((start, one) => (one.end <= pointer ? Math.max(start, one.end) : start), this.start(row)),
        end: known.reduce((end, one) => (one.start > pointer ? Math.min(end, one.start) : end), this.end(row)),
      };
    });
  }

  /** How many threads the process has, also when not all of them could be read. */
  threadCount(): number {
    return this.grounds.ask('thread count', this.input, ({ process }) => process.threadCount);
  }

  /** The thread that the main stack belongs to: its id is the process's. */
  mainThread(): Tid {
    return asTid(this.grounds.ask('process id', this.input, ({ process }) => process.identity.pid));
  }

  /** Target of `/proc/PID/exe`. */
  exe(): string | undefined {
    return this.grounds.ask('program', this.input, ({ process }) => process.exe);
  }

  /** Where the brk heap starts. */
  startBrk(): PageNumber | undefined {
    return this.grounds.ask('start of brk', this.input, ({ process }) => process.addresses?.startBrk);
  }

  /** Where the kernel put the main stack. */
  startStack(): PageNumber | undefined {
    return this.grounds.ask('start of stack', this.input, ({ process }) => process.addresses?.startStack);
  }

  /** Program headers of the ELF file behind a row; a file that was rewritten in place has others at the next look. */
  elfImage(row: MappingIndex): ElfImage | undefined {
    const image = this.#fileImage(row);
    return image === 'other' ? undefined : image;
  }

  /** Whether the file behind a row could be read and is no ELF file: then it is no module, whatever its permissions. */
  isOtherFormat(row: MappingIndex): boolean {
    return this.#fileImage(row) === 'other';
  }

  #fileImage(row: MappingIndex): FileImage | undefined {
    return this.grounds.ask(`image ${row}`, this.input, (input) => input.elfImage(row));
  }

  /** The mounted file systems. */
  mounts(): readonly MountFact[] {
    this.#mounts ??= this.grounds.ask('mounts', this.input, ({ mounts }) => mounts);
    return this.#mounts;
  }

  /** The arguments of the command line. */
  cmdline(): readonly string[] {
    return this.grounds.ask('command line', this.input, ({ process }) => process.cmdline);
  }

  /** Whether the source tells a fact; a live process tells all. */
  knows(fact: UnknownFact): boolean {
    return this.input.unknown?.includes(fact) !== true;
  }

  /** Whether the source tells files at all: a core file without their list does not. */
  tellsFiles(): boolean {
    return this.knows('path') || this.named.some((row) => !this.name(row).startsWith('['));
  }

  /** Why a row has its name: the kernel gives it, or what it was assumed from. */
  nameFact(name: string): Fact {
    return this.input.assumed?.get(name) ?? fact('named', { name });
  }
}
