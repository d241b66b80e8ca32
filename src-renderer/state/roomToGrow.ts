/** How far a region can still grow, in sentences. Pure. */
import type { Capture, RegionIndex, RegionView } from '@contract/capture.ts';
import type { KindId } from '@contract/kinds.ts';
import { regionView, stackUse } from '@contract/rows.ts';
import { asBytes, spanBytes, pageBytes } from '@contract/units.ts';
import { formatBytes } from '../format/bytes.ts';
import { neighbours, regionsOfObject } from './located.ts';

/** The soft value of a limit; `unlimited` when it has none, undefined when the limits could not be read. */
function softLimit(capture: Capture, name: string): number | 'unlimited' | undefined {
  const limit = capture.process.limits.find((candidate) => candidate.name === name);
  return limit ? (limit.soft ?? 'unlimited') : undefined;
}

type Growth = (capture: Capture, region: RegionView) => readonly string[];

function stackGrowth(capture: Capture, region: RegionView): readonly string[] {
  const size = spanBytes(region.start, region.end);
  const limit = softLimit(capture, 'Max stack size');
  const { below } = neighbours(capture, region.start, region.end);
  return [
    stackLimitSentence(limit, size),
    ...(below
      ? [`The next mapping below is ${formatBytes(below.distance)} away; the kernel keeps a gap of 1 MiB.`]
      : []),
  ];
}

function stackLimitSentence(limit: number | 'unlimited' | undefined, size: number): string {
  if (limit === undefined) return 'The stack limit could not be read.';
  if (limit === 'unlimited') return 'The stack limit is unlimited (ulimit -s).';
  const whole = formatBytes(asBytes(limit));
  return limit > size
    ? `${formatBytes(asBytes(limit - size))} more before the stack limit of ${whole} (ulimit -s).`
    : `The stack limit of ${whole} (ulimit -s) is reached.`;
}

function heapGrowth(capture: Capture, region: RegionView): readonly string[] {
  const limit = softLimit(capture, 'Max data size');
  const { above } = neighbours(capture, region.start, region.end);
  return [
    ...(above ? [`brk can raise the heap by ${formatBytes(above.distance)}, up to the next mapping above.`] : []),
    ...(typeof limit === 'number' ? [`The data limit is ${formatBytes(asBytes(limit))} (ulimit -d).`] : []),
  ];
}

function arenaGrowth(capture: Capture, region: RegionView): readonly string[] {
  const above = regionsOfObject(capture, region.object ?? -1)
    .map((index) => regionView(capture.regions, index))
    .find((candidate) => candidate.start === region.end);
  if (above?.kind === 'hidden') return ['What lies above it is hidden, and so is what is left of its reserve.'];
  const reserve = above?.kind === 'arena-reserve' ? above : undefined;
  if (!reserve) return ['Its reserve is used up.'];
  const left = formatBytes(spanBytes(region.end, reserve.end));
  return [`${left} of its reserve are left; after that malloc starts another heap.`];
}

function threadStackGrowth(capture: Capture, region: RegionView): readonly string[] {
  const { stackSize } = region.detail ?? {};
  const use = stackUse(capture, region.index);
  return [
    ...(stackSize === undefined ? [] : [`Its size is fixed: ${formatBytes(stackSize)}.`]),
    ...(use === undefined
      ? []
      : [
          `${formatBytes(spanBytes(region.start, use.pointer))} below the stack pointer are still free.`,
          `The thread is ${formatBytes(asBytes(Math.round(use.depth * pageBytes)))} deep in it now.`,
        ]),
  ];
}

const growths: Partial<Readonly<Record<KindId, Growth>>> = {
  stack: stackGrowth,
  heap: heapGrowth,
  arena: arenaGrowth,
  'thread-stack': threadStackGrowth,
};

/** What bounds the growth of a stack, heap or arena; empty for regions that do not grow by themselves. */
export function roomToGrow(capture: Capture, row: RegionIndex): readonly string[] {
  const region = regionView(capture.regions, row);
  return growths[region.kind]?.(capture, region) ?? [];
}
