/** What the program headers of an ELF file say, read lazily through a port: never the whole of a large file. */

import { Fields, isSane, type ByteSource } from './fields.ts';
import { toolchainMarks, type ToolchainMark } from './marks.ts';
import { elfNotes } from './notes.ts';

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
  /** GNU build id in hexadecimal. */
  readonly buildId?: string;
  /** Build id of the Go linker: present exactly in programs made by the Go toolchain. */
  readonly goBuildId?: string;
  /** Toolchains that the names of its sections tell; missing when they tell none. */
  readonly marks?: readonly ToolchainMark[];
}

/** What a mapped file is: ELF, or read and of another format. */
export type FileImage = ElfImage | 'other';

const magic = [0x7f, 0x45, 0x4c, 0x46];
/** Windows programs begin so; Wine and .NET map them as a loader does. */
const windowsMagic = [0x4d, 0x5a];
const interpreterType = 3;
const noteType = 4;
/** NT_GNU_BUILD_ID, in notes of owner "GNU". */
const buildIdNote = 3;
/** Type of the note with owner "Go" that holds the Go linker's build id. */
const goBuildIdNote = 4;
/** No real program has more headers, paths or notes than this; a damaged file may claim any number. */
const limits = { headers: 4096, interpreter: 4096, notes: 65_536 } as const;

function programHeader(fields: Fields, at: number, wide: boolean): ProgramHeader {
  return wide
    ? {
        type: fields.word(at),
        flags: fields.word(at + 4),
        offset: fields.native(at + 8),
        virtualAddress: fields.native(at + 16),
        fileSize: fields.native(at + 32),
        memorySize: fields.native(at + 40),
        align: fields.native(at + 48),
      }
    : {
        type: fields.word(at),
        flags: fields.word(at + 24),
        offset: fields.native(at + 4),
        virtualAddress: fields.native(at + 8),
        fileSize: fields.native(at + 16),
        memorySize: fields.native(at + 20),
        align: fields.native(at + 28),
      };
}

/** The part of a file that a header describes, cut off at a limit; empty when it lies outside the file. */
function content(source: ByteSource, header: ProgramHeader, limit: number): Uint8Array {
  if (header.offset >= source.size) return new Uint8Array();
  return source.read(header.offset, Math.min(header.fileSize, limit, source.size - header.offset));
}

/** Build ids among the notes of one PT_NOTE segment. */
function buildIds(bytes: Uint8Array, little: boolean, align: number): { buildId?: string; goBuildId?: string } {
  const found: { buildId?: string; goBuildId?: string } = {};
  for (const { owner, type, value } of elfNotes(bytes, little, align)) {
    if (owner === 'GNU' && type === buildIdNote) {
      found.buildId = Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }
    if (owner === 'Go' && type === goBuildIdNote) found.goBuildId = new TextDecoder('latin1').decode(value);
  }
  return found;
}

/** The program headers of a file that may be of any format; undefined when it is damaged ELF or a program of Windows. */
export function readFileImage(source: ByteSource): FileImage | undefined {
  const head = source.read(0, Math.min(magic.length, source.size));
  const begins = (mark: readonly number[]): boolean => mark.every((byte, index) => head[index] === byte);
  if (begins(magic)) return readElfImage(source);
  return begins(windowsMagic) ? undefined : 'other';
}

/**
 * Reads header, program headers, interpreter, build ids and the sections' names of an ELF file (elf(5)).
 * Returns undefined when the bytes are not an ELF file or its headers do not fit the file. Never throws on the
 * content; errors of the source itself pass through.
 */
export function readElfImage(source: ByteSource): ElfImage | undefined {
  const head = source.read(0, Math.min(64, source.size));
  if (head.length < 52 || magic.some((byte, index) => head[index] !== byte)) return undefined;
  const [width, order] = [head[4], head[5]];
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) return undefined;
  const wide = width === 2;
  const little = order === 1;
  if (wide && head.length < 64) return undefined;
  const fields = new Fields(head, little, wide);
  const tableOffset = fields.native(wide ? 32 : 28);
  const entrySize = fields.half(wide ? 54 : 42);
  const count = fields.half(wide ? 56 : 44);
  if (entrySize < (wide ? 56 : 32) || count > limits.headers || !isSane(tableOffset)) return undefined;
  if (tableOffset + count * entrySize > source.size) return undefined;
  const table = source.read(tableOffset, count * entrySize);
  if (table.length < count * entrySize) return undefined;

  const tableFields = new Fields(table, little, wide);
  const headers = Array.from({ length: count }, (_, index) =>
    programHeader(tableFields, index * entrySize, wide),
  ).filter((header) => [header.offset, header.virtualAddress, header.fileSize, header.memorySize].every(isSane));
  const interpreterHeader = headers.find(({ type }) => type === interpreterType);
  const interpreter =
    interpreterHeader &&
    new TextDecoder().decode(content(source, interpreterHeader, limits.interpreter)).replace(/\0.*$/s, '');
  let ids: { buildId?: string; goBuildId?: string } = {};
  for (const header of headers) {
    if (header.type === noteType)
      ids = { ...buildIds(content(source, header, limits.notes), little, header.align), ...ids };
  }
  const marks = toolchainMarks(source, head, little, wide);
  return {
    class: wide ? 64 : 32,
    type: fields.half(16),
    machine: fields.half(18),
    entry: fields.native(24),
    headers,
    ...(interpreter === undefined || interpreter === '' ? {} : { interpreter }),
    ...ids,
    ...(marks.length === 0 ? {} : { marks }),
  };
}
