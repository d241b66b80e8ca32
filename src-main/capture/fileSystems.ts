/**
 * File systems that may not answer. A process that waits for one can be ended by nothing, not even SIGKILL, once a FUSE
 * program has taken its request (fs/fuse/dev.c, request_wait_answer); neither can the program that one of its threads
 * belongs to. So files on them are not touched of our own accord, only when somebody asked for it and the file system
 * has just answered to a process of its own (askFile.ts); and not at all after it has left a read unanswered.
 */
import { readFileSync } from 'node:fs';
import type { MappingColumns, MappingIndex } from '../contract/capture.ts';
import type { Failure } from '../contract/calls.ts';
import { mappingName } from '../contract/rows.ts';
import type { Pid } from '../contract/units.ts';
import { parseMountinfo, type MountEntry } from '../procfs/mountinfo.ts';

/** Types whose answers come from a program, a network or a mount that has yet to be made. */
const answering = /^(?:fuse(?:\..*|blk)?|nfs\d?|cifs|smb3|9p|ceph|autofs)$/;
/** How long a table of mounts is believed, in milliseconds: mounts come seldom, and captures several times a second. */
const mountsKept = 1000;
/** Processes whose mounts are remembered. */
const processesKept = 64;
/** How long a file system that answered is taken to go on answering, in milliseconds. */
const answersFor = 60_000;

/** A device as maps prints it, in decimal: `0:52`. */
export type Device = string;

export const deviceOf = ({ major, minor }: MappingColumns, row: MappingIndex): Device => `${major[row]}:${minor[row]}`;

const deviceOfMount = ({ major, minor }: MountEntry): Device => `${major}:${minor}`;

/** Why a file is left alone. */
export interface LeftAlone {
  readonly device: Device;
  readonly type: string;
  /** It was asked and did not answer. */
  readonly silent: boolean;
}

/** What is known of the file systems that mapped files lie on. One for each thread that reads. */
class FileSystems {
  private readonly tables = new Map<Pid | 'self', { readonly at: number; readonly mounts: readonly MountEntry[] }>();
  private readonly answered = new Map<Device, number>();
  private readonly silent = new Set<Device>();
  /** What this program itself runs from: it answers, or nothing would go on here anyway. */
  private own: ReadonlySet<Device> | undefined;
  private readonly now: () => number;
  private readonly mountsOf: (pid: Pid | 'self') => readonly MountEntry[];

  constructor(
    now: () => number = () => performance.now(),
    mountsOf: (pid: Pid | 'self') => readonly MountEntry[] = readMounts,
  ) {
    this.now = now;
    this.mountsOf = mountsOf;
  }

  /** Why the file of a row is not touched now; undefined when it may be. */
  leftAlone(pid: Pid, mappings: MappingColumns, row: MappingIndex): LeftAlone | undefined {
    const device = deviceOf(mappings, row);
    const type = this.mounts(pid).find((mount) => deviceOfMount(mount) === device)?.type ?? '';
    return this.judged(device, type);
  }

  /** The same for whatever a path of the process leads to. */
  leftAloneAt(pid: Pid, path: string): LeftAlone | undefined {
    let found: MountEntry | undefined;
    // Of mounts on the same point the last one covers the others.
    for (const mount of this.mounts(pid)) {
      const inside = mount.mountPoint === '/' || path === mount.mountPoint || path.startsWith(`${mount.mountPoint}/`);
      if (inside && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
    }
    return found && this.judged(deviceOfMount(found), found.type);
  }

  /** It answered just now, so it may be touched for a while. */
  hasAnswered(device: Device): void {
    this.silent.delete(device);
    this.answered.set(device, this.now());
  }

  /** It left a read unanswered, whatever its type: it is not touched again until it answers somebody who asks. */
  hasNotAnswered(device: Device): void {
    this.answered.delete(device);
    this.silent.add(device);
  }

  private judged(device: Device, type: string): LeftAlone | undefined {
    if (this.silent.has(device)) return { device, type, silent: true };
    if (!answering.test(type)) return undefined;
    this.own ??= new Set(
      this.mounts('self')
        .filter(({ mountPoint }) => mountPoint === '/')
        .map(deviceOfMount),
    );
    if (this.own.has(device)) return undefined;
    const answered = this.answered.get(device);
    return answered !== undefined && this.now() - answered < answersFor ? undefined : { device, type, silent: false };
  }

  private mounts(pid: Pid | 'self'): readonly MountEntry[] {
    const known = this.tables.get(pid);
    const at = this.now();
    if (known && at - known.at < mountsKept) return known.mounts;
    const [oldest] = this.tables.keys();
    if (this.tables.size >= processesKept && oldest !== undefined) this.tables.delete(oldest);
    const mounts = this.mountsOf(pid);
    this.tables.delete(pid);
    this.tables.set(pid, { at, mounts });
    return mounts;
  }
}

function readMounts(pid: Pid | 'self'): readonly MountEntry[] {
  try {
    return parseMountinfo(readFileSync(`/proc/${pid}/mountinfo`));
  } catch {
    // Refused or gone: then its files are out of reach as well.
    return [];
  }
}

/** Those of this thread. */
export const fileSystems = new FileSystems();

/** Says why the file of a row is left alone. */
export function leftAloneFailure({ type, silent }: LeftAlone, mappings: MappingColumns, row: MappingIndex): Failure {
  const path = mappingName(mappings, row);
  const kind = type === '' ? 'a file system' : `a file system of type ${type}`;
  return {
    ok: false,
    code: 'unasked',
    message: silent ? `The file system of ${path} does not answer.` : `The file ${path} has not been looked at.`,
    why: silent
      ? `It lies on ${kind} that left a read unanswered, so it is not touched again by itself.`
      : `It lies on ${kind}, which may not answer; it is asked only on request.`,
    remedy: silent ? 'Ask it again when it is back.' : 'Ask it: you are told within three seconds.',
  };
}
