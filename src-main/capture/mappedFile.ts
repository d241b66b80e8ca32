/**
 * The file behind a mapping, as far as it can be reached: by the kernel's own link where that is allowed, otherwise by
 * its path inside the target's root. A path counts only if it leads to the mapped inode; the device number is no
 * witness, because overlayfs and btrfs show another one in maps than in stat.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import { formatHex } from '../contract/address.ts';
import type { MappingColumns, MappingIndex } from '../contract/capture.ts';
import { mappingInode, mappingName } from '../contract/rows.ts';
import { asPageNumber, type Pid } from '../contract/units.ts';
import type { ByteSource } from '../inspect/elf/fields.ts';

/** What the kernel appends to the name of an unlinked file, and always to pseudo files. */
const deletedMark = ' (deleted)';

/** A way to a file and what stat says there. */
export interface FoundFile {
  readonly path: string | Buffer;
  readonly stats: BigIntStats;
}

/** stat, or undefined when nothing is there or it may not be seen. */
export function lookAt(path: string | Buffer): FoundFile | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && { path, stats };
  } catch {
    // Refused, a loop of links, a name too long, a file system that fails: for us the file is out of reach.
    return undefined;
  }
}

/** `/proc/PID/map_files/START-END`: the exact inode, whatever became of the path. Needs privileges to follow. */
export function lookAtMapFile(pid: Pid, mappings: MappingColumns, row: MappingIndex): FoundFile | undefined {
  return lookAt(mapFilePath(pid, mappings, row));
}

function mapFilePath(pid: Pid, mappings: MappingColumns, row: MappingIndex): string {
  const start = formatHex(asPageNumber(mappings.start[row] ?? 0));
  const end = formatHex(asPageNumber(mappings.end[row] ?? 0));
  return `/proc/${pid}/map_files/${start}-${end}`;
}

/**
 * Whether paths may be tried: only for those who may not follow the kernel's own links (EPERM, EACCES; ENOENT where the
 * kernel has no such folder). For the others a missing link means that the mapping has changed, and a walk through
 * links of the target's making would lead root wherever the target likes.
 */
function mayTryPaths(pid: Pid, mappings: MappingColumns, row: MappingIndex): boolean {
  try {
    statSync(mapFilePath(pid, mappings, row));
    return false;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EPERM' || code === 'EACCES' || (code === 'ENOENT' && !existsSync('/proc/self/map_files'));
  }
}

/** Bytes of the name as the kernel printed it. */
function nameBytes(mappings: MappingColumns, row: MappingIndex): Buffer {
  const name = mappings.name[row];
  const raw = mappings.rawNames.find((candidate) => candidate.name === name);
  return raw ? Buffer.from(raw.bytes) : Buffer.from(mappingName(mappings, row), 'utf8');
}

/**
 * Paths that the name may stand for, with and without the kernel's mark. A newline is printed as `\012`, and so is a
 * file name that really holds these four characters: both readings are tried, the inode decides.
 */
export function candidatePaths(
  pid: Pid,
  mappings: MappingColumns,
  row: MappingIndex,
  deleted: 'as-printed' | 'mark-removed',
): Buffer[] {
  let name = nameBytes(mappings, row);
  if (name[0] !== 0x2f) return [];
  if (deleted === 'mark-removed') {
    if (!name.subarray(-deletedMark.length).equals(Buffer.from(deletedMark))) return [];
    name = name.subarray(0, -deletedMark.length);
  }
  const names = [name];
  const text = name.toString('latin1');
  if (text.includes('\\012')) names.push(Buffer.from(text.replaceAll('\\012', '\n'), 'latin1'));
  const inTargetRoot = names.map((path) => Buffer.concat([Buffer.from(`/proc/${pid}/root`), path]));
  return sameMountNamespace(pid) ? [...inTargetRoot, ...names] : inTargetRoot;
}

/** In a chroot without a namespace of its own, maps shows the path as we see it, and the target's root would be wrong. */
function sameMountNamespace(pid: Pid): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync('/proc/self/ns/mnt');
  } catch {
    return false;
  }
}

/** The regular file that is mapped, or undefined when it cannot be reached for certain. */
export function findMappedFile(pid: Pid, mappings: MappingColumns, row: MappingIndex): FoundFile | undefined {
  const inode = mappingInode(mappings, row);
  if (inode === 0n) return undefined;
  const accept = (found: FoundFile | undefined) =>
    found?.stats.isFile() === true && found.stats.ino === inode ? found : undefined;
  const direct = accept(lookAtMapFile(pid, mappings, row));
  if (direct) return direct;
  if (!mayTryPaths(pid, mappings, row)) return undefined;
  for (const deleted of ['as-printed', 'mark-removed'] as const) {
    for (const path of candidatePaths(pid, mappings, row, deleted)) {
      const found = accept(lookAt(path));
      if (found) return found;
    }
  }
  return undefined;
}

/** open(2)'s O_PATH, which Node does not name; the same number on every architecture that Node runs Linux on. */
export const pathOnly = 0o10000000;

/**
 * Reads parts of a found file. Only regular files are opened: a FIFO would block, a device might act. The way to the file
 * is walked once, without opening it (O_PATH); what stands there is looked at, and that very inode is opened through the
 * descriptor, so that nothing can be put in its place in between. Undefined when that fails.
 */
export function withFile<T>(found: FoundFile, use: (source: ByteSource) => T): T | undefined {
  if (!found.stats.isFile()) return undefined;
  let way: number | undefined;
  let file: number | undefined;
  try {
    way = openSync(found.path, pathOnly);
    const { ino, dev, size, ...stats } = fstatSync(way, { bigint: true });
    if (!isRegular(stats.mode) || ino !== found.stats.ino || dev !== found.stats.dev) return undefined;
    file = openSync(`/proc/self/fd/${way}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return use(byteSource(file, Number(size)));
  } catch {
    // Refused, gone or failing in the middle of a read: the file's content is out of reach.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
    if (way !== undefined) closeSync(way);
  }
}

/** Whether a mode of stat is that of a regular file. */
export const isRegular = (mode: bigint): boolean => (mode & BigInt(constants.S_IFMT)) === BigInt(constants.S_IFREG);

/** Parts of an open file. */
export const byteSource = (file: number, size: number): ByteSource => ({
  size,
  read: (offset, length) => {
    const room = Math.max(0, Math.min(length, size - offset));
    const bytes = new Uint8Array(room);
    return bytes.subarray(0, room === 0 ? 0 : readSync(file, bytes, 0, room, offset));
  },
});
