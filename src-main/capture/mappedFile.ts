/**
 * The file behind a mapping, as far as it can be reached: by the kernel's own link where that is allowed, otherwise by
 * its path inside the target's root. A path counts only if it leads to the mapped inode; the device number is no
 * witness, because overlayfs and btrfs show another one in maps than in stat.
 */
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, statSync, type BigIntStats } from 'node:fs';
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
  const start = formatHex(asPageNumber(mappings.start[row] ?? 0));
  const end = formatHex(asPageNumber(mappings.end[row] ?? 0));
  return lookAt(`/proc/${pid}/map_files/${start}-${end}`);
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
  for (const deleted of ['as-printed', 'mark-removed'] as const) {
    for (const path of candidatePaths(pid, mappings, row, deleted)) {
      const found = accept(lookAt(path));
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * Reads parts of a found file. Only regular files are opened (a FIFO would block, a device might act), and what was
 * opened must be what was found. Undefined when that fails.
 */
export function withFile<T>(found: FoundFile, use: (source: ByteSource) => T): T | undefined {
  if (!found.stats.isFile()) return undefined;
  let file: number | undefined;
  try {
    file = openSync(found.path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const opened = fstatSync(file, { bigint: true });
    if (!opened.isFile() || opened.ino !== found.stats.ino || opened.dev !== found.stats.dev) return undefined;
    return use(byteSource(file, Number(opened.size)));
  } catch {
    // Refused, gone or failing in the middle of a read: the file's content is out of reach.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const byteSource = (file: number, size: number): ByteSource => ({
  size,
  read: (offset, length) => {
    const room = Math.max(0, Math.min(length, size - offset));
    const bytes = new Uint8Array(room);
    return bytes.subarray(0, room === 0 ? 0 : readSync(file, bytes, 0, room, offset));
  },
});
