/**
 * A capture: everything read of one process at one moment, with what could not be read and why.
 *
 * Tables are columns (typed arrays and string tables), so a capture of 60,000 mappings crosses threads and
 * processes as a few buffers. A row is an index; `MappingIndex` and `RegionIndex` say into which table.
 */
import type { Certainty, KindId } from './kinds.ts';
import type { Note } from './note.ts';
import type { FigureColumn } from './parts/definePart.ts';
import type { CaptureParts } from './parts/table.ts';
import type { Fact, Label, Phrase, RuleId } from './verdict.ts';
import type { Bytes, EpochMilliseconds, Kibibytes, Milliseconds, PageNumber, Pid, Tid } from './units.ts';

export type { NumaColumns } from './parts/numa.ts';

/** Row of {@link MappingColumns}. */
export type MappingIndex = number;
/** Row of {@link RegionColumns}. */
export type RegionIndex = number;
/** Row of {@link Capture.objects}. */
export type ObjectIndex = number;

/** Bits of {@link MappingColumns.perms}. */
export const permissionBits = { read: 1, write: 2, execute: 4, shared: 8 } as const;

/** Rows of `/proc/PID/maps`, unchanged, sorted by address once torn reads are repaired. */
export interface MappingColumns {
  readonly length: number;
  /** First page. */
  readonly start: Float64Array;
  /** Page after the last one. */
  readonly end: Float64Array;
  /** {@link permissionBits}. */
  readonly perms: Uint8Array;
  /** Offset into the file, in units of 4096 bytes. */
  readonly offset: Float64Array;
  readonly major: Uint32Array;
  readonly minor: Uint32Array;
  /** Inode number, low and high 32 bits; 0 and 0 mean "no file". */
  readonly inodeLow: Uint32Array;
  readonly inodeHigh: Uint32Array;
  /** Index into `names`; 0 is always the empty name. */
  readonly name: Uint32Array;
  /** Distinct names as the kernel prints them (`\012` for a newline, ` (deleted)` kept), decoded as UTF-8. */
  readonly names: readonly string[];
  /** Exact bytes of the names that are not valid UTF-8. */
  readonly rawNames: readonly RawName[];
}

/** The bytes of a name that UTF-8 cannot carry. */
export interface RawName {
  /** Index into {@link MappingColumns.names}. */
  readonly name: number;
  readonly bytes: Uint8Array;
}

/** A column of smaps figures in KiB (flags and keys without a unit keep their plain number). */
export type SmapsColumn = FigureColumn;

/** In a `Uint32Array` column this value means "the kernel did not print this key"; in a `Float64Array` NaN does. */
export const missingFigure = 0xffff_ffff;

/** What `/proc/PID/smaps` says of each mapping; row i belongs to mapping i. */
export interface SmapsColumns {
  readonly length: number;
  /** Keys in the kernel's order, known or not, without the colon; `VmFlags` is not among them. */
  readonly keys: readonly string[];
  /** One column per key. A column is Uint32 and becomes Float64 where a figure does not fit. */
  readonly columns: readonly SmapsColumn[];
  /** Index into `vmFlagSets`; 0 is always the empty set (unknown). */
  readonly vmFlags: Uint32Array;
  /** Distinct `VmFlags` texts, codes separated by one space, unknown codes kept. */
  readonly vmFlagSets: readonly string[];
}

/** Labelled spans inside mappings. The regions of a mapping cover it exactly, without gap or overlap. */
export interface RegionColumns {
  readonly length: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** The mapping that holds the region. Regions are sorted by mapping, then by start. */
  readonly mapping: Uint32Array;
  /** Index into `kindIds`. */
  readonly kind: Uint8Array;
  /** Index into `certainties`. */
  readonly certainty: Uint8Array;
  /** Index into `ruleIds`: the rule that spoke. */
  readonly rule: Uint8Array;
  /** Index into `labels`. */
  readonly label: Uint32Array;
  /** Distinct labels as forms; words are made of them when they are shown. */
  readonly labels: readonly Label[];
  /** Index into {@link Capture.objects}, or -1 when the region belongs to none. */
  readonly object: Int32Array;
  /** Index into `factSets`. */
  readonly facts: Uint32Array;
  /** Distinct lists of facts: what speaks for a region's kind. */
  readonly factSets: readonly (readonly Fact[])[];
  /** Facts that only some regions have, sorted by region. */
  readonly details: readonly RegionDetail[];
}

/** What a region of some kinds knows beyond its label. */
export interface RegionDetail {
  readonly region: RegionIndex;
  /** For a guard: what it protects. */
  readonly guards?: Phrase;
  /** For a guard: the region it protects. */
  readonly guardsRegion?: RegionIndex;
  /** For a thread stack or TLS block: whose it is; tid is missing for what a finished thread has left. */
  readonly thread?: { readonly tid?: Tid };
  /** For a stack: bytes that may be used in all, guard excluded. */
  readonly stackSize?: Bytes;
  /** For a stack: where it ends, from which its depth is counted; the region's own end when missing. */
  readonly stackTop?: PageNumber;
  /** For executable or allocator memory: the runtime or library it belongs to ("V8", "glibc"). */
  readonly runtime?: string;
}

/** What sort of thing an object is. */
export type ObjectKind =
  | 'module'
  | 'thread'
  | 'main-stack'
  | 'heap'
  | 'arena'
  | 'allocation'
  | 'shared-memory'
  | 'file'
  | 'runtime'
  | 'kernel'
  | 'device';

/** The part a module plays in the process. */
export type ModuleRole = 'program' | 'loader' | 'library';

/** Regions that belong together: a loaded ELF file, a thread's guard + stack + TLS, an arena and its reserve. */
export interface MappedObject {
  readonly kind: ObjectKind;
  readonly label: Label;
  /** The object rests on a guess, and its label says so. */
  readonly guess?: true;
  /** Stable from one capture to the next of the same process image: `module:/usr/lib/libc.so.6@7f12a000`. */
  readonly key: string;
  readonly role?: ModuleRole;
  readonly path?: string;
  readonly tid?: Tid;
}

/** Outcome of reading one kernel file. */
export interface AccessEntry {
  /** Path with the pid in it: `/proc/4711/smaps`. */
  readonly file: string;
  readonly status: 'read' | 'refused' | 'absent';
  /** For refused and absent: why, in one sentence. */
  readonly why?: string;
  /** For refused: what would allow it, in one sentence or one command. */
  readonly remedy?: string;
  readonly bytes: Bytes;
  readonly cost: Milliseconds;
}

/** How far the rows of one capture belong to one moment. */
export interface Consistency {
  /** `moving`: rows overlapped or disagreed while reading and were repaired. */
  readonly state: 'consistent' | 'moving';
  /** Whole reads repeated because of that. */
  readonly retries: number;
  /** What was found and done. */
  readonly notes: readonly Note[];
}

/** One thread as `/proc/PID/task/TID` shows it. */
export interface ThreadFacts {
  readonly tid: Tid;
  readonly name: string;
  /** Its id in the process's own pid namespace, where that is another: C libraries know no other. */
  readonly innerTid?: Tid;
  /** State letter of stat field 3. */
  readonly state: string;
  /** User stack pointer, when the thread is blocked and ptrace access is granted. */
  readonly stackPointer?: PageNumber;
}

/** One row of `/proc/PID/limits`. */
export interface ResourceLimit {
  /** The kernel's name: `Max stack size`. */
  readonly name: string;
  /** undefined means unlimited. */
  readonly soft?: number;
  readonly hard?: number;
  readonly unit: string;
}

/** What a cgroup allows all of its processes together. */
export interface CgroupLimit {
  /** From the root of the tree that is mounted here. */
  readonly path: string;
  readonly limit: Bytes;
  /** Without pages of files that the kernel can drop at once. */
  readonly used: Bytes;
}

/** The cgroups of a process that count memory. */
export interface CgroupMemory {
  readonly version: 1 | 2;
  readonly path: string;
  /** Of the group and of those around it that set a limit, the innermost first. */
  readonly limits: readonly CgroupLimit[];
  /**
   * Why there may be limits that are not among them: the group lies outside our cgroup namespace, its tree is not mounted
   * here, or a file was refused.
   */
  readonly untold?: 'outside' | 'unmounted' | 'refused';
}

/** One pair of `/proc/PID/auxv`. */
export interface AuxiliaryValue {
  readonly type: number;
  /** `AT_ENTRY`; `AT_?NN` for a type without a known name. */
  readonly name: string;
  /** `0x…`, exact. */
  readonly value: string;
}

/** Addresses of `/proc/PID/stat`; missing when hidden by permission or when there is no address space. */
export interface StatAddresses {
  readonly startCode: PageNumber;
  readonly endCode: PageNumber;
  readonly startStack: PageNumber;
  readonly startData: PageNumber;
  readonly endData: PageNumber;
  readonly startBrk: PageNumber;
  readonly argStart: PageNumber;
  readonly argEnd: PageNumber;
  readonly envStart: PageNumber;
  readonly envEnd: PageNumber;
}

/** (pid, start time, boot) names a process for ever; exec does not change it. */
export interface ProcessIdentity {
  readonly pid: Pid;
  /** Clock ticks since boot (stat field 22). */
  readonly startTime: number;
  readonly bootId: string;
}

/** Everything known of the process beside its mappings. */
export interface ProcessFacts {
  readonly identity: ProcessIdentity;
  readonly comm: string;
  readonly cmdline: readonly string[];
  /** Target of `/proc/PID/exe`, when readable. */
  readonly exe?: string;
  readonly ppid: Pid;
  readonly uid: number;
  readonly user?: string;
  /** State letter of stat field 3. */
  readonly state: string;
  readonly kernelThread: boolean;
  readonly threadCount: number;
  /** Threads in the order of their ids; may be fewer than `threadCount` when some could not be read. */
  readonly threads: readonly ThreadFacts[];
  /** Memory lines of status in KiB by the kernel's key (`VmSize`, `VmRSS`, …). */
  readonly statusFigures: Readonly<Record<string, Kibibytes>>;
  readonly limits: readonly ResourceLimit[];
  /** Missing where the kernel has no cgroups that count memory, and where that could not be read. */
  readonly cgroup?: CgroupMemory;
  readonly auxv: readonly AuxiliaryValue[];
  readonly addresses?: StatAddresses;
}

/** The machine the process runs on. */
export interface MachineFacts {
  /** `uname -r`. */
  readonly kernel: string;
  /** `uname -m`. */
  readonly architecture: string;
  /** The kernel's page size. */
  readonly pageSize: Bytes;
  /** vm.max_map_count, when readable. */
  readonly maxMapCount?: number;
  /** vm.mmap_min_addr, when readable. */
  readonly mmapMinAddress?: Bytes;
  /** kernel.randomize_va_space, when readable. */
  readonly randomizeVaSpace?: number;
}

/** What a capture was made from, when not from a live process or a capture file. */
export type SourceFormat =
  | 'maps'
  | 'smaps'
  | 'pmap'
  | 'pmap -x'
  | 'pmap -d'
  | 'pmap -X'
  | 'pmap -XX'
  | 'gdb info proc mappings'
  | 'gdb info files'
  | 'lldb memory region'
  | 'pwndbg vmmap'
  | 'gef vmmap'
  | 'Android tombstone'
  | 'procatlas pmap'
  | 'ELF core'
  | 'smemcap tar';

/**
 * A fact that a source cannot tell. The field that would hold it has a stand-in (0, an empty text or list), which is
 * never shown: the fact is shown as unknown. `path`: only the last part of a file's path is known. `names`: the
 * kernel's own names, such as [heap], are not told. `sharing`: whether a mapping is shared or private.
 */
export const unknownFacts = [
  'pid',
  'startTime',
  'name',
  'cmdline',
  'parent',
  'user',
  'state',
  'threads',
  'limits',
  'auxv',
  'status',
  'machine',
  'pageSize',
  'time',
  'permissions',
  'sharing',
  'offset',
  'device',
  'inode',
  'path',
  'names',
] as const;
export type UnknownFact = (typeof unknownFacts)[number];

/** Where an imported capture comes from, and what that source cannot tell. */
export interface CaptureSource {
  readonly format: SourceFormat;
  /** Name of the file, or what the person was told the text is called. */
  readonly name: string;
  readonly unknown: readonly UnknownFact[];
  /** Rows whose permissions are unknown although those of other rows are known. */
  readonly unknownPermissions?: readonly MappingIndex[];
}

/** A byte that somebody keeps, with a name of their own. */
export interface Pin {
  readonly at: PageNumber;
  readonly name: string;
}

/** More than anybody walks; the first ones stay. */
export const mostPins = 200;
/** Letters in the name of a pin, and in a remark. */
export const longestPinName = 120;
export const longestRemark = 2000;

/** A field of a capture file that this program does not know; it is kept and written back. */
export interface CarriedField {
  /** Where it stands in the document: `["mappings", 3, "later"]`. */
  readonly path: readonly (string | number)[];
  /** Its value as JSON text. */
  readonly json: string;
}

/** How much of a capture has been read: the picture can be drawn from `maps` already. */
type CaptureStage = 'maps' | 'complete';

/** Everything read of one process at one moment. */
export interface Capture extends CaptureParts {
  /** Counts up within one watch; 1 for a one-off capture. */
  readonly sequence: number;
  readonly stage: CaptureStage;
  readonly takenAt: EpochMilliseconds;
  /** When the smaps figures were read: older than `takenAt` if the observer budget skipped them this time. */
  readonly figuresTakenAt?: EpochMilliseconds;
  readonly process: ProcessFacts;
  readonly machine: MachineFacts;
  readonly access: readonly AccessEntry[];
  readonly consistency: Consistency;
  /** Wall time of this capture's reads, in all. */
  readonly cost: Milliseconds;
  readonly mappings: MappingColumns;
  /** Missing while only maps has been read, and when smaps is refused. */
  readonly smaps?: SmapsColumns;
  readonly regions: RegionColumns;
  readonly objects: readonly MappedObject[];
  /** Present when the rows were not read from a live process by Procatlas. */
  readonly source?: CaptureSource;
  /** The trail of pins that the capture was saved or shared with, in the order in which they were kept. */
  readonly pins?: readonly Pin[];
  /** What somebody wrote beside a capture that they shared. */
  readonly remark?: string;
  /** What classification says of the whole: what it could not look at. */
  readonly notes?: readonly Fact[];
  /** Version of the rules that made the regions, when they are not this program's own. */
  readonly rulesVersion?: number;
  /** Fields of the file it was opened from that this program does not know. */
  readonly carried?: readonly CarriedField[];
}

/** A region as one object, for code that handles a single row. */
export interface RegionView {
  readonly index: RegionIndex;
  readonly mapping: MappingIndex;
  readonly start: PageNumber;
  readonly end: PageNumber;
  readonly kind: KindId;
  readonly certainty: Certainty;
  readonly rule: RuleId;
  readonly label: Label;
  readonly object?: ObjectIndex;
  readonly facts: readonly Fact[];
  readonly detail?: RegionDetail;
}
