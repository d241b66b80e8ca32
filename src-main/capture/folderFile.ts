/**
 * A file that a program leaves for tools under a known name in a known folder of its own root. Program and folder may be
 * hostile: no link is followed on the way, and only a regular file of the program's user or of root is read, within a bound.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { Pid } from '../contract/units.ts';
import type { ByteSource } from '../inspect/elf/fields.ts';
import { byteSource, isRegular, pathOnly } from './mappedFile.ts';

/** What is asked for. */
export interface FolderFile {
  /** Whose root it lies in. */
  readonly pid: Pid;
  /** A folder directly below the root: `tmp`. */
  readonly folder: string;
  readonly name: string;
  /** User id of the program. */
  readonly uid: number;
  /** Bytes; a longer file is not read. */
  readonly limit: number;
}

/** Uses the file and a text that changes with it; undefined where there is none that may be read. */
export function withFolderFile<T>(
  { pid, folder, name, uid, limit }: FolderFile,
  use: (source: ByteSource, version: string) => T,
): T | undefined {
  const opened: number[] = [];
  const open = (path: string, flags: number): number => {
    const descriptor = openSync(path, flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const within = open(`/proc/${pid}/root/${folder}`, pathOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const way = open(`/proc/self/fd/${within}/${name}`, pathOnly | constants.O_NOFOLLOW);
    const { mode, size, mtimeNs, ino, uid: owner } = fstatSync(way, { bigint: true });
    const trusted = owner === 0n || owner === BigInt(uid);
    if (!isRegular(mode) || !trusted || size > BigInt(limit)) return undefined;
    const file = open(`/proc/self/fd/${way}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return use(byteSource(file, Number(size)), `${ino} ${size} ${mtimeNs}`);
  } catch {
    // Not there, refused, or a link: there is nothing that may be read.
    return undefined;
  } finally {
    for (const descriptor of opened.reverse()) closeSync(descriptor);
  }
}
