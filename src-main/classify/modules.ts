/**
 * Grouping file mappings into modules: one loaded copy of one ELF file. With program headers the load bias decides;
 * without them, neighbourhood and file offsets do. A file may be loaded twice (dlmopen, V8's built-in code).
 */
import type { MappingIndex, ModuleRole } from '../contract/capture.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { ElfImage, ProgramHeader } from '../inspect/elf/image.ts';
import { noFile } from './fileRows.ts';
import { movedCode } from './movedCode.ts';
import type { Space } from './space.ts';

/** PT_LOAD and PT_GNU_RELRO (elf.h). */
export const headerType = { load: 1, relro: 0x6474_e552 } as const;

/** Bytes of a page number step; program headers count bytes. */
export const bytesPerPage = 4096;

/** One loaded copy of an ELF file. */
export interface Module {
  readonly path: string;
  /** Rows of the file itself, in address order. */
  readonly rows: MappingIndex[];
  readonly image?: ElfImage;
  /** Load bias in pages: address minus p_vaddr. Known with an image only. */
  readonly bias?: number;
  /** The file has headers, but they are not those it was mapped by. */
  readonly misfit?: true;
  readonly role: ModuleRole;
  readonly reason: RoleReason;
}

/** Whether Go's linker made it: its note, or its tables, which no flag takes away. */
export const isGo = ({ image }: Module): boolean =>
  image?.goBuildId !== undefined || image?.marks?.includes('go') === true;

/** Why a module has its role. There are no facts for a library. */
interface RoleReason {
  /** For every part of the module that does not hold the address below. */
  readonly facts: readonly Fact[];
  /** The address that decided, as a page number, and what is said of the part that holds it. */
  readonly decisive?: { readonly at: number; readonly facts: readonly Fact[] };
}

interface Draft {
  readonly rows: MappingIndex[];
  readonly bias?: number;
  /** First page after the image's last byte, when the image is known. */
  readonly limit?: number;
}

const loads = (image: ElfImage): ProgramHeader[] => image.headers.filter(({ type }) => type === headerType.load);

/** p_flags of a row's permissions. */
const headerFlags = (perms: number): number => (perms & 1 ? 4 : 0) | (perms & 2 ? 2 : 0) | (perms & 4 ? 1 : 0);

/** The load bias that a row implies, from the PT_LOAD whose part of the file it shows. */
function biasOf(space: Space, row: MappingIndex, image: ElfImage): number | undefined {
  const offset = space.offset(row);
  const candidates = loads(image).filter(
    (header) =>
      header.fileSize > 0 &&
      offset >= Math.floor(header.offset / bytesPerPage) &&
      offset < Math.ceil((header.offset + header.fileSize) / bytesPerPage),
  );
  const flags = headerFlags(space.perms[row] ?? 0);
  const header = candidates.find((one) => one.flags === flags) ?? candidates[0];
  if (!header) return undefined;
  const within = offset - Math.floor(header.offset / bytesPerPage);
  return space.start(row) - Math.floor(header.virtualAddress / bytesPerPage) - within;
}

/**
 * Whether every row shows the part of the file that the headers put there. A file that was written over in place while it
 * was mapped has the headers of another build.
 */
function fits(space: Space, rows: readonly MappingIndex[], image: ElfImage, bias: number): boolean {
  if (!space.knows('offset')) return true;
  return rows.every((row) => {
    if (space.isInaccessible(row)) return true;
    const at = space.start(row);
    const header = loads(image).find((one) => {
      const start = bias + Math.floor(one.virtualAddress / bytesPerPage);
      return at >= start && at < bias + Math.ceil((one.virtualAddress + one.memorySize) / bytesPerPage);
    });
    if (!header) return true;
    const inFile = Math.floor(header.offset / bytesPerPage) - Math.floor(header.virtualAddress / bytesPerPage);
    return space.offset(row) === at - bias + inFile;
  });
}

/** First page after the memory image, for a bias. */
function imageLimit(image: ElfImage, bias: number): number {
  let last = 0;
  for (const header of loads(image)) last = Math.max(last, header.virtualAddress + header.memorySize);
  return bias + Math.ceil(last / bytesPerPage);
}

/** Largest gap between two parts of one module when there are no headers to say (2 MiB alignment, doubled). */
const gapWithoutHeaders = 1024;

function belongs(space: Space, draft: Draft, row: MappingIndex): boolean {
  const last = draft.rows.at(-1);
  if (last === undefined) return false;
  if (draft.limit !== undefined) return space.start(row) < draft.limit;
  const filled = row === last + 2 && movedCode(space, last + 1) !== undefined;
  if (!filled && space.start(row) - space.end(last) > gapWithoutHeaders) return false;
  // The hole that glibc leaves between parts belongs to the mapping of the first one, so that its offset says nothing
  // (elf/dl-map-segments.h, _dl_map_segments); nor does an odd one of a part that touches.
  if (space.isInaccessible(row)) return space.start(row) === space.end(last);
  const before = draft.rows.findLast((one) => !space.isInaccessible(one)) ?? last;
  const touches = space.start(row) === space.end(last);
  if (space.offset(row) === 0) return sharesFirstPage(space, before, row) && (space.knows('permissions') || touches);
  return space.offset(row) >= space.offset(before) || touches;
}

/** Whether code and data of a small file lie in its only page, which is then mapped twice; a further copy begins with code. */
function sharesFirstPage(space: Space, code: MappingIndex, row: MappingIndex): boolean {
  if (space.offset(code) !== 0 || space.end(code) - space.start(code) !== 1) return false;
  if (!space.knows('permissions')) return true;
  return space.isExecutable(code) && !space.isWritable(code) && (space.isWritable(row) || !space.isExecutable(row));
}

/** Rows of one file into loaded copies. */
function split(space: Space, rows: readonly MappingIndex[], image: ElfImage | undefined): Draft[] {
  const drafts: Draft[] = [];
  for (const row of rows) {
    const current = drafts.at(-1);
    if (current && belongs(space, current, row)) {
      current.rows.push(row);
      continue;
    }
    const bias = image && !space.isInaccessible(row) ? biasOf(space, row, image) : undefined;
    drafts.push(image && bias !== undefined ? { rows: [row], bias, limit: imageLimit(image, bias) } : { rows: [row] });
  }
  return drafts;
}

function roleOf(space: Space, path: string, rows: readonly MappingIndex[]): { role: ModuleRole; reason: RoleReason } {
  const end = (row: MappingIndex): number => space.end(movedCode(space, row + 1) === undefined ? row : row + 1);
  const holds = (page: number | undefined): boolean =>
    page !== undefined && rows.some((row) => page >= space.start(row) && page < end(row));
  const entry = space.auxiliaryPage('AT_ENTRY');
  if (entry !== undefined && holds(entry)) {
    return {
      role: 'program',
      reason: {
        facts: [fact('entry-point-file', { at: entry })],
        decisive: { at: entry, facts: [fact('entry-point', { at: entry })] },
      },
    };
  }
  const base = space.auxiliaryPage('AT_BASE');
  if (base !== undefined && holds(base)) {
    return {
      role: 'loader',
      reason: {
        facts: [fact('loader-file', { at: base })],
        decisive: { at: base, facts: [fact('loader-base', { at: base })] },
      },
    };
  }
  if (entry === undefined && path === space.exe()) return { role: 'program', reason: { facts: [fact('exe-link')] } };
  if (base === undefined && entry === undefined && /\/(ld-linux|ld-musl|ld\.so|ld64\.so)[^/]*$/.test(path)) {
    return { role: 'loader', reason: { facts: [fact('named-like-loader')] } };
  }
  return { role: 'library', reason: { facts: [] } };
}

/** Names of libraries and of the loader: `libc.so.6`, `ld-2.17.so`. */
const libraryName = /\.so(?:[.0-9]*)?(?: \(deleted\))?$|\/ld(?:-linux|-musl|64)?[^/]*\.so/;

/** The program of a source that tells neither the auxiliary vector nor the link to it: by its name, or by its place. */
function withAssumedProgram(space: Space, modules: readonly Module[]): readonly Module[] {
  if (space.knows('auxv') || space.exe() !== undefined || modules.some(({ role }) => role === 'program'))
    return modules;
  const comm = space.knows('name') ? space.input.process.comm : '';
  const named = modules.findIndex(({ path }) => comm !== '' && path.slice(path.lastIndexOf('/') + 1) === comm);
  const found =
    named >= 0 ? named : modules.findIndex(({ path, role }) => role === 'library' && !libraryName.test(path));
  const reason: RoleReason = { facts: [fact(named >= 0 ? 'named-like-process' : 'first-in-source')] };
  return modules.map((module, index) => (index === found ? { ...module, role: 'program', reason } : module));
}

/** Further loaded parts of the program's own file (V8 maps its built-in functions twice) are the program as well. */
function withCopies(modules: readonly Module[]): readonly Module[] {
  const program = modules.find(({ role }) => role === 'program');
  return modules.map((module) =>
    module.role === 'library' && module.path === program?.path
      ? {
          ...module,
          role: 'program',
          reason: { facts: [fact('further-copy')] },
        }
      : module,
  );
}

/** Finds every module. A file counts as one when it is ELF (or cannot be read) and has code or several parts. */
export function findModules(space: Space): readonly Module[] {
  const files = new Map<number, MappingIndex[]>();
  for (const row of space.named) {
    if (space.isShared(row)) continue;
    const file = space.files[row] ?? noFile;
    const rows = files.get(file);
    if (rows) rows.push(row);
    else if (space.name(row).startsWith('/')) files.set(file, [row]);
  }
  const modules: Module[] = [];
  for (const rows of files.values()) {
    const first = rows[0];
    const holdsCode = (row: MappingIndex): boolean =>
      space.isExecutable(row) || movedCode(space, row + 1) !== undefined;
    const executable = rows.some(holdsCode);
    const permissionsTold = space.knows('permissions');
    if (first === undefined || (!executable && rows.length === 1) || space.isOtherFormat(first)) continue;
    const path = space.name(first);
    const image = space.elfImage(first);
    for (const draft of split(space, rows, image)) {
      const runs = draft.rows.some(holdsCode);
      // Several parts in the order of the file are a loaded file, also where nobody tells which one is executable.
      if (!runs && !((draft.bias !== undefined || !permissionsTold) && draft.rows.length > 1)) continue;
      const known = image && draft.bias !== undefined ? { image, bias: draft.bias } : undefined;
      const fitting = known !== undefined && fits(space, draft.rows, known.image, known.bias);
      const { role, reason } = roleOf(space, path, draft.rows);
      modules.push({
        path,
        rows: draft.rows,
        ...(fitting ? known : known ? { misfit: true as const } : {}),
        role,
        reason,
      });
    }
  }
  modules.sort((a, b) => space.start(a.rows[0] ?? 0) - space.start(b.rows[0] ?? 0));
  return withCopies(withAssumedProgram(space, modules));
}
