/** What a process has started, and what that has started in turn. */
import { parseStat } from '../procfs/stat.ts';
import type { ProcReader } from '../procfs/reader.ts';
import type { Pid } from '../contract/units.ts';

/** A process that no other one is taken for: a number is given again once it is free. */
export interface TreeProcess {
  readonly pid: Pid;
  /** Clock ticks since boot. */
  readonly startTime: number;
}

/**
 * Everything below a process, parents before their children. What has lost its parent (a daemon) is not among it: the
 * kernel then calls another process its parent.
 */
export function descendantsOf(reader: ProcReader, pid: Pid): TreeProcess[] {
  const list = reader.list('');
  if (list.status !== 'read') return [];
  const children = new Map<Pid, TreeProcess[]>();
  for (const name of list.value.filter((one) => /^\d+$/.test(one))) {
    const stat = statOf(reader, name);
    if (stat) children.set(stat.ppid, [...(children.get(stat.ppid) ?? []), stat]);
  }
  const found = [...(children.get(pid) ?? [])];
  for (const one of found) found.push(...(children.get(one.pid) ?? []));
  return found;
}

/** Whether it is the same process still, and not only waiting to be reaped. */
export function isAlive(reader: ProcReader, { pid, startTime }: TreeProcess): boolean {
  const stat = statOf(reader, String(pid));
  return stat?.startTime === startTime && stat.state !== 'Z';
}

function statOf(reader: ProcReader, name: string): ReturnType<typeof parseStat> {
  const outcome = reader.read(`${name}/stat`);
  return outcome.status === 'read' ? parseStat(outcome.value) : undefined;
}
