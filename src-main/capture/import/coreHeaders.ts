/** Program headers and notes of a core file, within bounds: a damaged file may claim any number of anything. */
import { note, type Note } from '../../contract/note.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { rowLimit } from '../limits.ts';

/** One PT_LOAD. */
export interface CoreSegment {
  readonly start: bigint;
  readonly end: bigint;
  /** Four letters as in maps; `p` for want of knowledge. */
  readonly perms: string;
  /** Place and length in the file; the length is 0 when the memory was not dumped. */
  readonly offset: number;
  readonly fileSize: number;
  readonly align: number;
}

/** One note. */
interface CoreNote {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** What the headers of a core file say. */
export interface CoreHeaders {
  readonly wide: boolean;
  readonly machine: number;
  readonly segments: readonly CoreSegment[];
  readonly entries: readonly CoreNote[];
  /** What could not be read. */
  readonly notes: readonly Note[];
}

/** elf.h: ET_CORE, PT_LOAD, PT_NOTE; PN_XNUM: more headers than 16 bits can count, the number is in section 0. */
const coreType = 4;
const loadType = 1;
const noteType = 4;
const manyHeaders = 0xffff;
/** Notes of a process with thousands of threads; each thread's registers take about 4 KiB. */
const noteLimit = 256 * 2 ** 20;

/** Where the fields of the header and of a program header lie (elf.h, Elf32_Ehdr, Elf64_Ehdr, …), and how long they are. */
const layouts = {
  32: {
    table: 28,
    entrySize: 42,
    count: 44,
    sections: 32,
    sectionInfo: 28,
    entry: { least: 32, offset: 4, start: 8, fileSize: 16, size: 20, flags: 24, align: 28 },
  },
  64: {
    table: 32,
    entrySize: 54,
    count: 56,
    sections: 40,
    sectionInfo: 44,
    entry: { least: 56, offset: 8, start: 16, fileSize: 32, size: 40, flags: 4, align: 48 },
  },
} as const;

/** A number of the file's own width. */
const native = (view: DataView, at: number, wide: boolean): bigint =>
  wide ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));

/** Reads the headers of a little-endian core file; undefined for anything else. */
export function readCoreHeaders(source: ByteSource): CoreHeaders | undefined {
  const head = source.read(0, 64);
  if (head.length < 64 || head[0] !== 0x7f || (head[4] !== 1 && head[4] !== 2) || head[5] !== 1) return undefined;
  const wide = head[4] === 2;
  const layout = layouts[wide ? 64 : 32];
  const view = viewOf(head);
  if (view.getUint16(16, true) !== coreType) return undefined;
  const tableOffset = Number(native(view, layout.table, wide));
  const entrySize = view.getUint16(layout.entrySize, true);
  const claimed = headerCount(source, view, wide);
  const notes: Note[] = [];
  const segments: CoreSegment[] = [];
  const entries: CoreNote[] = [];
  if (entrySize < layout.entry.least) return undefined;
  const count = Math.max(0, Math.min(claimed, rowLimit, Math.floor((source.size - tableOffset) / entrySize)));
  if (count < claimed) {
    notes.push(note('core-headers-cut', { claimed, read: count }));
  }
  const table = viewOf(source.read(tableOffset, count * entrySize));
  let strange = 0;
  for (let at = 0; at + entrySize <= table.byteLength; at += entrySize) {
    const type = table.getUint32(at, true);
    const field = (place: number): bigint => native(table, at + place, wide);
    const offset = Number(field(layout.entry.offset));
    const start = field(layout.entry.start);
    const fileSize = Number(field(layout.entry.fileSize));
    const size = field(layout.entry.size);
    if (type === noteType) readNotes(source, offset, fileSize, entries, notes);
    if (type !== loadType || size === 0n) continue;
    if (start + size > 1n << 64n || (start | size) & 0xfffn) {
      strange += 1;
      continue;
    }
    const flags = table.getUint32(at + layout.entry.flags, true);
    segments.push({
      start,
      end: start + size,
      perms: `${flags & 4 ? 'r' : '-'}${flags & 2 ? 'w' : '-'}${flags & 1 ? 'x' : '-'}p`,
      offset,
      fileSize,
      align: Number(field(layout.entry.align)),
    });
  }
  if (strange > 0) notes.push(note('core-headers-strange', { count: strange }));
  const cut = segments.filter(({ offset, fileSize }) => fileSize > 0 && offset + fileSize > source.size).length;
  if (cut > 0) notes.push(note('core-memory-cut', { count: cut }));
  return { wide, machine: view.getUint16(18, true), segments, entries, notes };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function headerCount(source: ByteSource, header: DataView, wide: boolean): number {
  const layout = layouts[wide ? 64 : 32];
  const count = header.getUint16(layout.count, true);
  if (count !== manyHeaders) return count;
  const section = source.read(Number(native(header, layout.sections, wide)), 64);
  return section.length < layout.sectionInfo + 4 ? count : viewOf(section).getUint32(layout.sectionInfo, true);
}

/** Appends the notes of one segment (elf(5)): names and values padded to 4 bytes. */
function readNotes(source: ByteSource, offset: number, size: number, entries: CoreNote[], said: Note[]): void {
  const bytes = source.read(offset, Math.max(0, Math.min(size, noteLimit, source.size - offset)));
  if (bytes.length < size) said.push(note('core-notes-cut'));
  const view = viewOf(bytes);
  const pad = (length: number): number => Math.ceil(length / 4) * 4;
  for (let at = 0; at + 12 <= bytes.length;) {
    const nameSize = view.getUint32(at, true);
    const valueSize = view.getUint32(at + 4, true);
    const start = at + 12 + pad(nameSize);
    if (start + valueSize > bytes.length) break;
    const owner = Buffer.from(bytes.buffer, bytes.byteOffset + at + 12, Math.min(nameSize, 8)).toString('latin1');
    if (owner.startsWith('CORE')) {
      entries.push({ type: view.getUint32(at + 8, true), bytes: bytes.subarray(start, start + valueSize) });
    }
    at = start + pad(valueSize);
  }
}
