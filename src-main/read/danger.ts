/** How near a process is to what would end it: stacks to their limits, mappings, addresses and data to theirs. Pure. */
import type { Capture, RegionIndex } from '../contract/capture.ts';
import { partOf, regionView, stackUse } from '../contract/rows.ts';
import { kindIndex } from '../contract/kinds.ts';
import { asBytes, asPageNumber, pageBytes, spanBytes, type Bytes, type PageNumber } from '../contract/units.ts';

/** What may still be used of something limited. */
export interface Room {
  /** Bytes, or a number of mappings. */
  readonly limit: number;
  readonly used: number;
}

/** `near`: under 20 % left; `last`: under 5 %. */
export type Danger = 'none' | 'near' | 'last';

/** The share that is left, 0 … 1. */
export const shareLeft = ({ limit, used }: Room): number => (limit <= 0 ? 0 : Math.max(0, limit - used) / limit);

export function dangerOf(room: Room): Danger {
  const left = shareLeft(room);
  return left < 0.05 ? 'last' : left < 0.2 ? 'near' : 'none';
}

/** A stack, with how deep its thread is in it. */
export interface StackRoom extends Room {
  readonly limit: Bytes;
  readonly used: Bytes;
}

/** The soft limit of a name as `/proc/PID/limits` has it; undefined for unlimited and for what could not be read. */
export const softLimit = ({ process }: Capture, name: string): number | undefined =>
  process.limits.find((limit) => limit.name === name)?.soft;

/**
 * The room of a stack region. The main stack grows up to RLIMIT_STACK, counted from its top (fs/exec.c, mm/mmap.c
 * acct_stack_growth); one of a thread has the size it was made with. Used is what lies above the stack pointer; where that
 * is not told, the whole of a main stack, which is as deep as it ever was. Undefined where the limit or the use is unknown.
 */
export function stackRoom(capture: Capture, row: RegionIndex): StackRoom | undefined {
  const region = regionView(capture.regions, row);
  const depth = stackUse(capture, row)?.depth;
  const size = spanBytes(region.start, region.end);
  const deep = depth === undefined ? undefined : asBytes(Math.round(depth * pageBytes));
  if (region.kind === 'stack') {
    const limit = softLimit(capture, 'Max stack size');
    return limit === undefined ? undefined : { limit: asBytes(limit), used: deep ?? size };
  }
  if (region.kind !== 'thread-stack' || deep === undefined) return undefined;
  return { limit: region.detail?.stackSize ?? size, used: deep };
}

/** Something that is limited, by what it is. */
export type Limited =
  | { readonly what: 'stack'; readonly region: RegionIndex; readonly tid?: number; readonly room: StackRoom }
  | { readonly what: 'cgroup'; readonly path: string; readonly room: Room }
  | { readonly what: 'mappings' | 'address space' | 'data' | 'locked memory'; readonly room: Room };

/** Lines of `/proc/PID/status` in KiB and the limits that bound them (getrlimit(2)). */
const bounded = [
  { what: 'address space', key: 'VmSize', limit: 'Max address space' },
  { what: 'data', key: 'VmData', limit: 'Max data size' },
  { what: 'locked memory', key: 'VmLck', limit: 'Max locked memory' },
] as const;

/** Everything limited of which both the limit and the use are known, nearest to its end first. */
export function limitedOf(capture: Capture): readonly Limited[] {
  const { regions, mappings, machine, process } = capture;
  const found: Limited[] = [];
  for (const { region, thread } of regions.details) {
    const room = stackRoom(capture, region);
    if (room) found.push({ what: 'stack', region, room, ...(thread ? { tid: thread.tid } : {}) });
  }
  if (machine.maxMapCount !== undefined) {
    // Of a part those that were left out count too.
    const used = partOf(capture)?.args.rows ?? mappings.length;
    found.push({ what: 'mappings', room: { limit: machine.maxMapCount, used } });
  }
  for (const { path, limit, used } of process.cgroup?.limits ?? [])
    found.push({ what: 'cgroup', path, room: { limit, used } });
  for (const { what, key, limit } of bounded) {
    const used = process.statusFigures[key];
    const most = softLimit(capture, limit);
    if (used !== undefined && used > 0 && most !== undefined)
      found.push({ what, room: { limit: most, used: used * 1024 } });
  }
  return found.sort((one, other) => shareLeft(one.room) - shareLeft(other.room));
}

/** The lowest byte that the main stack may reach, what it may hold in all, and what is left of that. */
export interface StackLimit {
  readonly at: PageNumber;
  readonly limit: Bytes;
  readonly left: Bytes;
  readonly danger: Danger;
}

/** Undefined without a main stack, without a limit, and where either is unknown. */
export function mainStackLimit(capture: Capture): StackLimit | undefined {
  const row = capture.regions.kind.lastIndexOf(kindIndex.stack);
  const room = row < 0 ? undefined : stackRoom(capture, row);
  if (!room) return undefined;
  const { end } = regionView(capture.regions, row);
  const at = end - room.limit / pageBytes;
  if (at <= 0) return undefined;
  return {
    at: asPageNumber(at),
    limit: room.limit,
    left: asBytes(Math.max(0, room.limit - room.used)),
    danger: dangerOf(room),
  };
}
