/** What the cheapest file of a process tells: RSS, size, threads and page faults, in 20 to 50 µs. */
import { asBytes, type Bytes, type Pid } from '../contract/units.ts';
import type { ProcReader } from './reader.ts';
import { parseStat } from './stat.ts';

/** One look. */
export interface Beat {
  readonly size: Bytes;
  readonly rss: Bytes;
  readonly threads: number;
  /** Since the process began: without and with input from a disk. */
  readonly minorFaults: number;
  readonly majorFaults: number;
}

/** Looks at a process; undefined where it has gone or hides. `pageSize` is the kernel's. */
export function readBeat(reader: ProcReader, pid: Pid, pageSize: Bytes): Beat | undefined {
  const outcome = reader.read(`${pid}/stat`);
  const stat = outcome.status === 'read' ? parseStat(outcome.value) : undefined;
  if (!stat || stat.state === 'Z') return undefined;
  return {
    size: stat.vsize,
    rss: asBytes(stat.rssPages * pageSize),
    threads: stat.threadCount,
    minorFaults: stat.minorFaults,
    majorFaults: stat.majorFaults,
  };
}
