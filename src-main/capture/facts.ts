/** The small files of a process: everything of it beside its mappings and threads. */
import type { Outcome } from '../contract/calls.ts';
import type { AuxiliaryValue, ProcessFacts } from '../contract/capture.ts';
import type { Pid } from '../contract/units.ts';
import { auxvWordBytes, parseAuxv } from '../procfs/auxv.ts';
import { readCgroupMemory } from '../procfs/cgroup.ts';
import { parseCmdline } from '../procfs/cmdline.ts';
import { parseLimits } from '../procfs/limits.ts';
import { readThreads } from '../procfs/threads.ts';
import { parseStatus } from '../procfs/status.ts';
import type { Users } from '../procfs/users.ts';
import type { AccessLog } from './accessLog.ts';
import { hasExited } from './failure.ts';
import type { LivingProcess } from './identity.ts';

/** The auxiliary vector; empty when it may not be read. */
export function readAuxv(log: AccessLog, source: Pid): AuxiliaryValue[] {
  const outcome = log.read(`${source}/auxv`);
  return outcome.status === 'read' ? parseAuxv(outcome.value, auxvWordBytes(outcome.value)) : [];
}

/**
 * What stat and status say, and the cgroups with what is used of them, which changes as they do. Stat and status may be
 * read of every process, so their absence means that it has ended.
 */
export function readStatusFacts(
  log: AccessLog,
  pid: Pid,
  { stat, source }: LivingProcess,
): Outcome<Pick<ProcessFacts, 'comm' | 'ppid' | 'uid' | 'state' | 'threadCount' | 'statusFigures' | 'cgroup'>> {
  const outcome = log.read(`${source}/status`);
  const status = outcome.status === 'read' ? parseStatus(outcome.value) : undefined;
  if (status?.uid === undefined) return hasExited(pid);
  const groups = log.read(`${source}/cgroup`);
  const cgroup = groups.status === 'read' ? readCgroupMemory(log.reader, groups.value) : undefined;
  return {
    ok: true,
    value: {
      comm: stat.comm,
      ppid: stat.ppid,
      uid: status.uid,
      state: stat.state,
      threadCount: stat.threadCount,
      statusFigures: status.figures,
      ...(cgroup ? { cgroup } : {}),
    },
  };
}

/** All facts but the threads, which cost two reads each and are read later. */
export function readFacts(
  log: AccessLog,
  pid: Pid,
  living: LivingProcess,
  auxv: readonly AuxiliaryValue[],
  users: Users,
  bootId: string,
): Outcome<ProcessFacts> {
  const status = readStatusFacts(log, pid, living);
  if (!status.ok) return status;
  const { stat, source } = living;
  const limits = log.read(`${source}/limits`);
  const cmdline = log.read(`${source}/cmdline`);
  const exe = log.readLink(`${source}/exe`);
  const user = users.name(status.value.uid);
  return {
    ok: true,
    value: {
      identity: { pid, startTime: stat.startTime, bootId },
      ...status.value,
      cmdline: cmdline.status === 'read' ? parseCmdline(cmdline.value) : [],
      ...(exe.status === 'read' ? { exe: exe.value } : {}),
      ...(user === undefined ? {} : { user }),
      kernelThread: stat.kernelThread,
      threads: [],
      limits: limits.status === 'read' ? parseLimits(limits.value) : [],
      auxv,
      ...(stat.addresses ? { addresses: stat.addresses } : {}),
    },
  };
}

/** The threads, noted in the access report. */
export function readThreadFacts(log: AccessLog, pid: Pid): ProcessFacts['threads'] {
  const { threads, access } = readThreads(log.reader, pid);
  for (const entry of access) log.note(entry);
  return threads;
}
