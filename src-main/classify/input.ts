/**
 * What classification rests on. It knows nothing of files: everything here has been read already, or is a port
 * through which the caller reads when (and only if) a rule asks.
 */
import type {
  MachineFacts,
  MappingColumns,
  MappingIndex,
  ProcessFacts,
  SmapsColumns,
  UnknownFact,
} from '../contract/capture.ts';
import type { Address, PageNumber } from '../contract/units.ts';
import type { Fact } from '../contract/verdict.ts';
import type { FileImage } from '../inspect/elf/image.ts';

/** Memory of the process, read without disturbing it: only pages that pagemap calls present. */
export interface MemoryPort {
  /** One byte per page of the span, 1 where the page is present; undefined when pagemap is refused. */
  presentPages(start: PageNumber, pages: number): Uint8Array | undefined;
  /** Bytes at an address; undefined when any page of the span is absent or the read is refused. */
  read(start: Address, length: number): Uint8Array | undefined;
}

/** A mounted file system whose type decides a kind (tmpfs on /dev/shm, hugetlbfs). */
export interface MountFact {
  readonly major: number;
  readonly minor: number;
  readonly mountPoint: string;
  readonly type: string;
}

/** Everything a rule may look at. */
export interface ClassifyInput {
  readonly mappings: MappingColumns;
  readonly smaps?: SmapsColumns;
  readonly process: ProcessFacts;
  readonly machine: MachineFacts;
  readonly mounts: readonly MountFact[];
  /** Program headers of the ELF file behind a mapping; undefined when it cannot be read or is damaged. */
  elfImage(mapping: MappingIndex): FileImage | undefined;
  /** Missing when `/proc/PID/mem` or pagemap is refused, and while only maps has been read. */
  readonly memory?: MemoryPort;
  /** Where threads had their control blocks in the capture before of the same program: looked at first, no evidence. */
  readonly blocksBefore?: readonly { readonly start: PageNumber; readonly end: PageNumber }[];
  /** What the source could not tell; rules must not speak of it. Missing for a live process. */
  readonly unknown?: readonly UnknownFact[];
  /** Why a row got a name that the source did not give, by that name. */
  readonly assumed?: ReadonlyMap<string, Fact>;
}
