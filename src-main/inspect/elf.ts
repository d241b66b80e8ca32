/** What the program headers of an ELF file say, read lazily through a port: never the whole of a large file. */

/** Random access to a file's bytes. */
export interface ByteSource {
  readonly size: number;
  /** The bytes asked for, or fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array;
}

/** One program header. Offsets, sizes and addresses are byte counts, exact below 2^53. */
export interface ProgramHeader {
  /** p_type by number. */
  readonly type: number;
  /** p_flags: 1 execute, 2 write, 4 read. */
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly align: number;
}

/** The part of an ELF file that classification needs. */
export interface ElfImage {
  readonly class: 32 | 64;
  /** e_type: 2 EXEC, 3 DYN, 4 CORE. */
  readonly type: number;
  readonly machine: number;
  readonly entry: number;
  readonly headers: readonly ProgramHeader[];
  readonly interpreter?: string;
  readonly buildId?: string;
}
