/** All processes for the picker: stat, command line, user and whether maps can be opened, at most 50 µs each. */
import { closeSync, openSync, statSync } from 'node:fs';
import type { ProcessRow } from '../contract/calls.ts';
import { asBytes, asPid } from '../contract/units.ts';
import { parseCmdline } from './cmdline.ts';
import { readPageSize } from './machine.ts';
import type { ProcReader } from './reader.ts';
import { parseStat } from './stat.ts';
import type { Users } from './users.ts';

/** Every process that this user can see, in the order of their ids; those that end meanwhile are left out. */
export function listProcesses(reader: ProcReader, users: Users): ProcessRow[] {
  const list = reader.list('');
  if (list.status !== 'read') return [];
  const pageSize = readPageSize(reader);
  const ourUid = process.geteuid?.() ?? 0;
  return list.value
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((pid) => {
      const row = readRow(reader, users, pid, pageSize, ourUid);
      return row ? [row] : [];
    });
}

function readRow(
  reader: ProcReader,
  users: Users,
  pid: number,
  pageSize: number,
  ourUid: number,
): ProcessRow | undefined {
  // The folder belongs to the effective user, also where the files in it go to root (fs/proc/base.c, task_dump_owner).
  const uid = statSync(`${reader.root}/${pid}`, { throwIfNoEntry: false })?.uid;
  if (uid === undefined) return undefined;
  const user = users.name(uid) ?? String(uid);
  const statOutcome = reader.read(`${pid}/stat`);
  if (statOutcome.status === 'refused') {
    return {
      pid: asPid(pid),
      ppid: asPid(0),
      comm: '',
      cmdline: '',
      uid,
      user,
      rss: asBytes(0),
      threads: 0,
      state: '?',
      kernelThread: false,
      locked: statOutcome.why,
    };
  }
  const stat = statOutcome.status === 'read' ? parseStat(statOutcome.value) : undefined;
  if (!stat) return undefined;
  const cmdline = stat.kernelThread ? undefined : reader.read(`${pid}/cmdline`);
  const locked =
    stat.kernelThread || canOpen(`${reader.root}/${pid}/maps`) ? undefined : lockedSentence(uid, user, ourUid);
  return {
    pid: asPid(pid),
    ppid: stat.ppid,
    comm: stat.comm,
    cmdline: cmdline?.status === 'read' ? parseCmdline(cmdline.value).join(' ').trimEnd() : '',
    uid,
    user,
    rss: asBytes(stat.rssPages * pageSize),
    threads: stat.threadCount,
    state: stat.state,
    kernelThread: stat.kernelThread,
    ...(locked === undefined ? {} : { locked }),
  };
}

/** Opening is the only proof: `access()` does not ask the ptrace check. The kernel makes it at open, for 5 µs. */
function canOpen(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** The short form of what refusals.ts says with more facts: reading those for each of 2,000 rows would cost too much. */
function lockedSentence(uid: number, user: string, ourUid: number): string {
  if (ourUid === 0)
    return 'Even root is refused: another user namespace, missing CAP_SYS_PTRACE, or a security module.';
  return uid === ourUid
    ? 'Protects itself from its own user: not dumpable, set-uid, or with capabilities. Root may read it.'
    : `Belongs to ${user}: only that user and root may read it.`;
}
