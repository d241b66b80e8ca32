/**
 * ELF core files, of the kernel (fs/binfmt_elf.c, elf_core_dump) and of gdb's gcore: mappings from PT_LOAD, their
 * files from NT_FILE, threads from NT_PRSTATUS, the auxiliary vector from NT_AUXV, the process from NT_PRPSINFO. The
 * memory in the file serves as evidence, through a port.
 */
import type { MemoryPort } from '../../classify/input.ts';
import { permissionBits, type MappingColumns, type MappingIndex, type ThreadFacts } from '../../contract/capture.ts';
import { mappingName } from '../../contract/rows.ts';
import { addressOf } from '../../contract/address.ts';
import { note, type Note } from '../../contract/note.ts';
import { asPageNumber, pageBytes, type Address } from '../../contract/units.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { readElfImage, type ElfImage } from '../../inspect/elf/image.ts';
import { auxvWordBytes, parseAuxv } from '../../procfs/auxv.ts';
import { MapsParser } from '../../procfs/maps.ts';
import { readCoreHeaders, type CoreSegment } from './coreHeaders.ts';
import { coreFile, coreProcess, coreThread, noteTypes, type CoreFile } from './coreNotes.ts';
import type { ForeignRows, KnownFacts } from './foreign.ts';

/** What a core file tells: rows, and the ports through which its memory can be looked at. */
export interface CoreRows extends ForeignRows {
  readonly memory: MemoryPort;
  readonly elfImage: (row: MappingIndex) => ElfImage | undefined;
  readonly likelyPermissions: (row: MappingIndex) => number;
}

/** Reads a core file; undefined when it is no core file. Never throws on content. */
export function readCore(source: ByteSource): CoreRows | undefined {
  const headers = readCoreHeaders(source);
  if (!headers) return undefined;
  const notes = [...headers.notes];
  const threads: ThreadFacts[] = [];
  let files: readonly CoreFile[] = [];
  let facts: KnownFacts = {};
  for (const { type, bytes } of headers.entries) {
    if (type === noteTypes.status) {
      const thread = coreThread(bytes, headers.machine, headers.wide);
      if (thread) threads.push(thread);
    } else if (type === noteTypes.files) files = coreFile(bytes, headers.wide) ?? files;
    else if (type === noteTypes.process) facts = { ...facts, ...coreProcess(bytes, headers.wide) };
    else if (type === noteTypes.auxv) {
      facts = { ...facts, auxv: parseAuxv(bytes, headers.wide ? auxvWordBytes(bytes) : 4) };
    }
  }
  // gcore aligns nothing and marks every segment readable; the kernel aligns to pages and keeps the flags.
  const byGdb = headers.segments.length > 0 && headers.segments.every(({ align }) => align <= 1);
  const table = coreRows(headers.segments, files, byGdb);
  notes.push(...table.notes);
  const elfImage = coreImages(source, headers.segments, table.mappings);
  const mainThread = threads.find(({ tid }) => (tid as number) === (facts.pid as number | undefined));
  const comm = facts.comm;
  const named = threads.map((thread) =>
    thread === mainThread && comm !== undefined ? { ...thread, name: comm } : thread,
  );
  return {
    format: 'ELF core',
    mappings: table.mappings,
    notes,
    facts: {
      ...facts,
      ...(threads.length === 0 ? {} : { threads: named.sort((a, b) => a.tid - b.tid), threadCount: threads.length }),
    },
    unknown: ['sharing', 'device', 'inode', 'names', ...(files.length === 0 ? (['path', 'offset'] as const) : [])],
    ...(table.unknownPermissions.length > 0 ? { unknownPermissions: table.unknownPermissions } : {}),
    memory: coreMemory(source, headers.segments),
    elfImage,
    likelyPermissions: (row) => likelyPermissions(table.mappings, row, elfImage(row)),
  };
}

interface CoreTable {
  readonly mappings: MappingColumns;
  readonly notes: readonly Note[];
  readonly unknownPermissions: readonly MappingIndex[];
}

/** Segments and files as rows. Segments are cut where NT_FILE says that another file, or none, begins. */
function coreRows(segments: readonly CoreSegment[], files: readonly CoreFile[], byGdb: boolean): CoreTable {
  const parser = new MapsParser();
  const sorted = [...segments].sort((a, b) => (a.start < b.start ? -1 : 1));
  const byStart = [...files].sort((a, b) => (a.start < b.start ? -1 : 1));
  const unknownPermissions: MappingIndex[] = [];
  let inaccessible = 0;
  let next = 0;
  let row = 0;
  let reached = 0n;
  const add = (from: bigint, end: bigint, perms: string | undefined, file?: CoreFile): void => {
    const start = from < reached ? reached : from;
    if (end <= start) return;
    reached = end;
    const offset = file ? file.offset + (start - file.start) : 0n;
    if (perms === undefined) unknownPermissions.push(row);
    row += 1;
    const line = `${start.toString(16)}-${end.toString(16)} ${perms ?? '---p'} ${offset.toString(16)} 0:0 0 `;
    parser.push(Buffer.concat([Buffer.from(line), file?.name ?? Buffer.alloc(0), Buffer.from('\n')]));
  };
  /** Files below an address that no segment shows: gcore leaves out what it can read from the file again. */
  const addFilesBelow = (limit: bigint): void => {
    for (let file = byStart[next]; file && file.start < limit; file = byStart[++next]) {
      add(file.start, file.end < limit ? file.end : limit, undefined, file);
      if (file.end > limit) break;
    }
  };
  for (const segment of sorted) {
    addFilesBelow(segment.start);
    let at = segment.start;
    for (let file = byStart[next]; file && file.start < segment.end; file = byStart[++next]) {
      if (file.end <= at) continue;
      if (file.start > at) add(at, file.start, segment.perms);
      const from = file.start > at ? file.start : at;
      at = file.end < segment.end ? file.end : segment.end;
      add(from, at, segment.perms, file);
      if (file.end > segment.end) break;
    }
    const hidden = byGdb && segment.perms === 'r--p' && at < segment.end;
    if (hidden) inaccessible += 1;
    add(at, segment.end, hidden ? undefined : segment.perms);
  }
  addFilesBelow(1n << 64n);
  const { mappings, notes } = parser.finish();
  const all = [...notes];
  if (inaccessible > 0) {
    all.push(note('core-permissions-gcore', { count: inaccessible }));
  }
  const left = unknownPermissions.length - inaccessible;
  if (left > 0) all.push(note('core-permissions-files', { count: left }));
  return { mappings, notes: all, unknownPermissions };
}

/** The memory that the file holds; a page counts as present when its bytes are there. */
function coreMemory(source: ByteSource, segments: readonly CoreSegment[]): MemoryPort {
  const sorted = [...segments].sort((a, b) => (a.start < b.start ? -1 : 1));
  const segmentAt = (address: bigint): CoreSegment | undefined => {
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = sorted[middle];
      if (!segment || address < segment.start) high = middle - 1;
      else if (address >= segment.end) low = middle + 1;
      else return segment;
    }
    return undefined;
  };
  const heldEnd = (segment: CoreSegment): bigint =>
    segment.start + BigInt(Math.max(0, Math.min(segment.fileSize, source.size - segment.offset)));
  return {
    presentPages(start, pages) {
      const states = new Uint8Array(Math.min(pages, 2 ** 20));
      let address: bigint = addressOf(start);
      for (let page = 0; page < states.length; page++, address += BigInt(pageBytes)) {
        const segment = segmentAt(address);
        if (segment && address + BigInt(pageBytes) <= heldEnd(segment)) states[page] = 1;
      }
      return states.length === pages ? states : undefined;
    },
    read(start: Address, length: number) {
      const segment = segmentAt(start);
      if (!segment || start + BigInt(length) > heldEnd(segment)) return undefined;
      const bytes = source.read(segment.offset + Number(start - segment.start), length);
      return bytes.length === length ? bytes : undefined;
    },
  };
}

/** Permissions that the loader gives the part of a file at the row's offset; none for memory without a file. */
function likelyPermissions(mappings: MappingColumns, row: MappingIndex, image: ElfImage | undefined): number {
  if (!mappingName(mappings, row).startsWith('/')) return 0;
  const offset = (mappings.offset[row] ?? 0) * pageBytes;
  const header = image?.headers.find(
    ({ type, offset: from, fileSize }) =>
      type === loadType && offset >= Math.floor(from / pageBytes) * pageBytes && offset < from + fileSize,
  );
  if (!header) return permissionBits.read;
  const { read, write, execute } = permissionBits;
  return (header.flags & 4 ? read : 0) | (header.flags & 2 ? write : 0) | (header.flags & 1 ? execute : 0);
}

/** elf.h: PT_LOAD. */
const loadType = 1;

/** Program headers from the first page of each mapped file, which core files hold (coredump_filter bit 4). */
function coreImages(
  source: ByteSource,
  segments: readonly CoreSegment[],
  mappings: MappingColumns,
): (row: MappingIndex) => ElfImage | undefined {
  const memory = coreMemory(source, segments);
  const images = new Map<string, ElfImage | undefined>();
  const firstRows = new Map<string, MappingIndex>();
  for (let row = 0; row < mappings.length; row++) {
    const name = mappingName(mappings, row);
    if (name.startsWith('/') && mappings.offset[row] === 0 && !firstRows.has(name)) firstRows.set(name, row);
  }
  return (row) => {
    const name = mappingName(mappings, row);
    const first = firstRows.get(name);
    if (first === undefined) return undefined;
    if (!images.has(name)) {
      const start = addressOf(asPageNumber(mappings.start[first] ?? 0));
      const size = ((mappings.end[first] ?? 0) - (mappings.start[first] ?? 0)) * pageBytes;
      const image = readElfImage({
        size,
        read: (offset, length) =>
          memory.read((start + BigInt(offset)) as Address, Math.min(length, size - offset)) ?? new Uint8Array(),
      });
      images.set(name, image);
    }
    return images.get(name);
  };
}
