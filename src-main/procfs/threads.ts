/** `/proc/PID/task/TID/{stat,syscall}` of every thread, and `status` of those in a pid namespace of their own. */
import type { AccessEntry, ThreadFacts } from '../contract/capture.ts';
import { asBytes, asMilliseconds, asTid, type Pid } from '../contract/units.ts';
import { accessEntry, type ProcReader, type ReadOutcome } from './reader.ts';
import { parseStat } from './stat.ts';
import { parseStatus } from './status.ts';
import { parseSyscall } from './syscall.ts';

/** The threads of a process and what became of their files. */
export interface ReadThreads {
  /** In the order of their ids. */
  readonly threads: readonly ThreadFacts[];
  /** One entry each for the list, the stats and the syscalls. */
  readonly access: readonly AccessEntry[];
}

/** Above this many threads the rest is not read: at two files (three in a nested namespace) and 15 µs each they would cost 60 ms. */
const usualLimit = 2048;

/** Reads the threads of a process; those that end meanwhile are left out. */
export function readThreads(reader: ProcReader, pid: Pid, limit = usualLimit): ReadThreads {
  const list = reader.list(`${pid}/task`);
  const access: AccessEntry[] = [accessEntry(`${pid}/task`, list)];
  if (list.status !== 'read') return { threads: [], access };
  const stats = new Tally();
  const syscalls = new Tally();
  const statuses = new Tally();
  const threads: ThreadFacts[] = [];
  const tids = list.value
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, limit);
  // NSpid has a number more for each namespace below that of the reader (Linux 4.1); one thread speaks for all.
  const inner = (tid: number | undefined): number | undefined => {
    const outcome = tid === undefined ? undefined : reader.read(`${pid}/task/${tid}/status`);
    if (outcome) statuses.add(outcome);
    const ids = outcome?.status === 'read' ? parseStatus(outcome.value).nspid : [];
    return ids.length > 1 ? ids.at(-1) : undefined;
  };
  const nested = inner(tids[0]) !== undefined;
  for (const tid of tids) {
    const outcome = reader.read(`${pid}/task/${tid}/stat`);
    stats.add(outcome);
    const stat = outcome.status === 'read' ? parseStat(outcome.value) : undefined;
    if (!stat) continue;
    // All threads share one answer to the ptrace check: after a refusal there is no point in asking again.
    const syscall = syscalls.refused ? undefined : reader.read(`${pid}/task/${tid}/syscall`);
    if (syscall) syscalls.add(syscall);
    const registers = syscall?.status === 'read' ? parseSyscall(syscall.value) : undefined;
    const innerTid = nested ? inner(tid) : undefined;
    threads.push({
      tid: asTid(tid),
      name: stat.comm,
      ...(innerTid === undefined ? {} : { innerTid: asTid(innerTid) }),
      state: stat.state,
      ...(registers && 'stackPointer' in registers ? { stackPointer: registers.stackPointer } : {}),
    });
  }
  const tallies = { stat: stats, syscall: syscalls, ...(nested ? { status: statuses } : {}) };
  for (const [name, tally] of Object.entries(tallies)) {
    const outcome = tally.outcome();
    if (outcome) access.push(accessEntry(`${pid}/task/*/${name}`, outcome));
  }
  return { threads, access };
}

/** Sums up the outcomes of the same file of many threads. */
class Tally {
  refused = false;
  #bytes = 0;
  #cost = 0;
  #read = false;
  #failure: ReadOutcome<never> | undefined;

  add(outcome: ReadOutcome<Uint8Array>): void {
    this.#cost += outcome.cost;
    if (outcome.status === 'read') {
      this.#read = true;
      this.#bytes += outcome.bytes;
      return;
    }
    if (outcome.status === 'refused') this.refused = true;
    if (outcome.status === 'refused' || !this.#failure) this.#failure = outcome;
  }

  /** Refused if any was refused, absent if none could be read; undefined when nothing was asked. */
  outcome(): ReadOutcome<null> | undefined {
    const cost = asMilliseconds(this.#cost);
    if (this.#failure && (this.refused || !this.#read)) return { ...this.#failure, cost };
    return this.#read ? { status: 'read', value: null, bytes: asBytes(this.#bytes), cost } : undefined;
  }
}
