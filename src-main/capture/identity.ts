/**
 * Is it still the same process, and does it still run the same program? (pid, start time, boot) names a process; exec
 * keeps all three, but gives new addresses: the stack's and brk's start, the code's, AT_ENTRY and AT_RANDOM.
 */
import type { Outcome } from '../contract/calls.ts';
import type { AuxiliaryValue } from '../contract/capture.ts';
import { asPid, type Pid } from '../contract/units.ts';
import { auxvTypes } from '../procfs/auxv.ts';
import { parseMaps } from '../procfs/maps.ts';
import { parseStat, type StatFacts } from '../procfs/stat.ts';
import type { AccessLog } from './accessLog.ts';
import { hasExited, isKernelThread, isZombie, mapsRefused, noSuchProcess, wasReplaced } from './failure.ts';

/** A living process with an address space. */
export interface LivingProcess {
  readonly stat: StatFacts;
  /** Whose files show the address space: the process itself, or a living thread when the main one has ended. */
  readonly source: Pid;
}

/**
 * Reads stat and finds out whether there is an address space to read.
 * `knownStart` is the start time of the process that is watched; without it any process of that number is meant.
 */
export function findLiving(log: AccessLog, pid: Pid, knownStart: number | undefined): Outcome<LivingProcess> {
  const outcome = log.read(`${pid}/stat`);
  if (outcome.status === 'refused') return mapsRefused(pid, outcome.why, outcome.remedy);
  const stat = outcome.status === 'read' ? parseStat(outcome.value) : undefined;
  if (!stat) return knownStart === undefined ? noSuchProcess(pid) : hasExited(pid);
  if (knownStart !== undefined && stat.startTime !== knownStart) return wasReplaced(pid);
  if (stat.kernelThread) return isKernelThread(pid, stat.comm);
  if (stat.state !== 'Z' && stat.state !== 'X') return { ok: true, value: { stat, source: pid } };
  const source = findLivingThread(log, pid);
  if (source === undefined) return isZombie(pid, stat.comm);
  // The addresses are those of the address space, which the main thread has left: they name the program as before.
  const living = log.read(`${source}/stat`);
  const addresses = living.status === 'read' ? parseStat(living.value)?.addresses : undefined;
  return { ok: true, value: { stat: { ...stat, ...(addresses ? { addresses } : {}) }, source } };
}

/**
 * The main thread has ended, others may live: they share the address space, and `/proc/TID` shows it although no
 * listing has it.
 */
function findLivingThread(log: AccessLog, pid: Pid): Pid | undefined {
  const list = log.reader.list(`${pid}/task`);
  if (list.status !== 'read') return undefined;
  for (const name of list.value) {
    if (!/^\d+$/.test(name) || Number(name) === pid) continue;
    const maps = log.reader.read(`${name}/maps`);
    if (maps.status === 'refused') return asPid(Number(name));
    if (maps.status === 'read' && parseMaps(maps.value).mappings.length > 0) return asPid(Number(name));
  }
  return undefined;
}

/** What tells one program in a process from the next; equal marks mean the same program, as far as we may see. */
export function programMark(stat: StatFacts, auxv: readonly AuxiliaryValue[]): string {
  const value = (type: number) => auxv.find((entry) => entry.type === type)?.value ?? '';
  const { startStack, startBrk, startCode } = stat.addresses ?? {};
  return [startStack, startBrk, startCode, value(auxvTypes.entry), value(auxvTypes.random)].join(' ');
}
