/** What can be said of the file behind one mapping: is it still the one on disk, and what do its program headers say. */
import type { ElfSegment, FileFacts, Outcome } from '../contract/calls.ts';
import type { MappingColumns, MappingIndex, ModuleRole } from '../contract/capture.ts';
import { mappingInode, mappingName } from '../contract/rows.ts';
import { asBytes, asEpochMilliseconds, type Pid } from '../contract/units.ts';
import type { ElfImage, ProgramHeader } from '../inspect/elf/image.ts';
import { fileSystems, leftAloneFailure } from './fileSystems.ts';
import type { ImageCache } from './images.ts';
import { candidatePaths, findMappedFile, lookAt, lookAtMapFile, shownIn, type FoundFile } from './mappedFile.ts';
import { readlinkSync } from 'node:fs';

/** Facts about the file behind row `row`. A failure says why there is no file or why it is out of reach. */
export function mappedFileFacts(
  pid: Pid,
  mappings: MappingColumns,
  row: MappingIndex,
  images: ImageCache,
): Outcome<FileFacts> {
  const path = mappingName(mappings, row);
  if (mappingInode(mappings, row) === 0n || !path.startsWith('/')) {
    return { ok: false, code: 'invalid', message: 'This mapping has no file behind it.' };
  }
  const alone = fileSystems.leftAlone(pid, mappings, row);
  if (alone) return leftAloneFailure(alone, mappings, row);
  const mapped = findMappedFile(pid, mappings, row) ?? lookAtMapFile(pid, mappings, row);
  const { identity, present } = fileIdentity(pid, mappings, row);
  const shown = mapped ?? present;
  if (!shown) {
    return {
      ok: false,
      code: 'failed',
      message: `The file ${path} cannot be reached.`,
      why:
        identity === 'deleted'
          ? 'It has been deleted, and following the kernel’s link to a deleted file needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE.'
          : 'No path that we may follow leads to the mapped inode.',
    };
  }
  // The headers of a file that took the place of the mapped one would describe something that is not mapped.
  const image = mapped && images.elfOf(mapped);
  const role = mapped && image && roleOf(pid, mapped, mappings, images);
  return {
    ok: true,
    value: {
      path,
      size: asBytes(Number(shown.stats.size)),
      mode: modeText(Number(shown.stats.mode)),
      modifiedAt: asEpochMilliseconds(Number(shown.stats.mtimeMs)),
      identity,
      ...(image ? { elf: elfFacts(image, role) } : {}),
    },
  };
}

/**
 * Compares the path with the mapped inode. ` (deleted)` alone proves nothing: a living file may be called so, and the
 * kernel prints it for every memfd; and a file renamed over leaves the same mark as one removed.
 */
function fileIdentity(
  pid: Pid,
  mappings: MappingColumns,
  row: MappingIndex,
): { identity: FileFacts['identity']; present?: FoundFile } {
  const inode = mappingInode(mappings, row);
  const at = (deleted: 'as-printed' | 'mark-removed') => {
    const paths = candidatePaths(pid, mappings, row, deleted);
    const shown = shownIn(mappings, row);
    const found = paths.map((one) => lookAt(one, shown)).filter((file) => file !== undefined);
    return { marked: paths.length > 0, same: found.find(({ stats }) => stats.ino === inode), other: found[0] };
  };
  const printed = at('as-printed');
  if (printed.same) return { identity: 'same', present: printed.same };
  const bare = at('mark-removed');
  if (bare.same) return { identity: 'same', present: bare.same };
  if (bare.other) return { identity: 'replaced', present: bare.other };
  if (bare.marked) return { identity: 'deleted' };
  return lookAtMapFile(pid, mappings, row)?.stats.nlink === 0n ? { identity: 'deleted' } : { identity: 'unknown' };
}

const sameFile = (a: FoundFile, b: FoundFile | undefined): boolean =>
  a.stats.ino === b?.stats.ino && a.stats.dev === b.stats.dev;

/** The part the file plays: the program is `/proc/PID/exe`, the loader is the program's PT_INTERP. */
function roleOf(pid: Pid, mapped: FoundFile, mappings: MappingColumns, images: ImageCache): ModuleRole | undefined {
  const program = lookAtProgram(pid, mappings);
  if (!program) return undefined;
  if (sameFile(mapped, program)) return 'program';
  const { interpreter } = images.elfOf(program) ?? {};
  const reachable = interpreter?.startsWith('/') === true && !fileSystems.leftAloneAt(pid, interpreter);
  const loader = reachable ? lookAt(`/proc/${pid}/root${interpreter}`, { device: '', name: interpreter }) : undefined;
  return sameFile(mapped, loader) ? 'loader' : 'library';
}

/** `/proc/PID/exe`, unless the program lies on a file system that is left alone or is not mapped any more. */
function lookAtProgram(pid: Pid, mappings: MappingColumns): FoundFile | undefined {
  const path = `/proc/${pid}/exe`;
  let name: string;
  try {
    name = readlinkSync(path);
  } catch {
    return undefined;
  }
  const row = mappings.name.findIndex((number) => mappings.names[number] === name);
  if (row < 0 || fileSystems.leftAlone(pid, mappings, row)) return undefined;
  return lookAt(path, shownIn(mappings, row));
}

/** `-rwxr-xr-x`, as ls prints it, for a regular file. */
function modeText(mode: number): string {
  const special = [
    [0o4000, 0o100, 's', 'S'],
    [0o2000, 0o010, 's', 'S'],
    [0o1000, 0o001, 't', 'T'],
  ] as const;
  const triples = special.map(([bit, execute, on, off], place) => {
    const shift = 6 - 3 * place;
    const x = mode & bit ? (mode & execute ? on : off) : mode & execute ? 'x' : '-';
    return (mode & (4 << shift) ? 'r' : '-') + (mode & (2 << shift) ? 'w' : '-') + x;
  });
  return `-${triples.join('')}`;
}

/** e_type, ELF specification. */
const fileTypes: Readonly<Record<number, string>> = { 1: 'REL', 2: 'EXEC', 3: 'DYN', 4: 'CORE' };

/** e_machine, ELF specification; those that Linux distributions are built for. */
const machines: Readonly<Record<number, string>> = {
  3: 'x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'PowerPC 64',
  22: 'S/390',
  40: 'ARM',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  258: 'LoongArch',
};

/** p_type, ELF specification and the GNU extensions. */
const segmentTypes: Readonly<Record<number, string>> = {
  0: 'NULL',
  1: 'LOAD',
  2: 'DYNAMIC',
  3: 'INTERP',
  4: 'NOTE',
  5: 'SHLIB',
  6: 'PHDR',
  7: 'TLS',
  0x6474e550: 'GNU_EH_FRAME',
  0x6474e551: 'GNU_STACK',
  0x6474e552: 'GNU_RELRO',
  0x6474e553: 'GNU_PROPERTY',
  0x6474e554: 'GNU_SFRAME',
};

const hex = (value: number): string => `0x${value.toString(16)}`;

/** What an image's headers say, in words and as the contract has them. */
export function elfFacts(image: ElfImage, role?: ModuleRole): NonNullable<FileFacts['elf']> {
  return {
    type: fileTypes[image.type] ?? hex(image.type),
    machine: machines[image.machine] ?? hex(image.machine),
    ...(image.buildId === undefined ? {} : { buildId: image.buildId }),
    ...(image.interpreter === undefined ? {} : { interpreter: image.interpreter }),
    ...(role ? { role } : {}),
    segments: image.headers.map(segment),
  };
}

const segment = (header: ProgramHeader): ElfSegment => ({
  type: segmentTypes[header.type] ?? hex(header.type),
  flags: (header.flags & 4 ? 'r' : '-') + (header.flags & 2 ? 'w' : '-') + (header.flags & 1 ? 'x' : '-'),
  offset: asBytes(header.offset),
  fileSize: asBytes(header.fileSize),
  memorySize: asBytes(header.memorySize),
  address: hex(header.virtualAddress),
});
