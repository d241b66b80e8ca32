/**
 * What a program is known to hold, told by itself or by another tool, and where our labels say otherwise. A label may
 * say less than the truth (memory that no rule explains is no wrong label), but not something else.
 */
import { execFileSync } from 'node:child_process';
import type { Started } from './launch.ts';
import type { Region } from './measure.ts';

/** A span, or a sum of spans, and the kinds and parts of runtimes that it may be called. */
export interface Truth {
  readonly name: string;
  readonly kinds: readonly string[];
  /** Bytes from `start` up to, not including, `end`. */
  readonly start?: bigint;
  readonly end?: bigint;
  /** Bytes of all regions of these kinds together. */
  readonly total?: number;
}

/** A label that contradicts a truth. */
export interface Fault {
  readonly truth: string;
  readonly region: Region;
  readonly bytes: number;
}

/** Part of a total that may be missing or too much: what the program took or gave back while it was looked at. */
const totalSlack = 0.02;

const fits = (region: Region, kinds: readonly string[]): boolean =>
  kinds.includes(region.kind) || kinds.some((kind) => region.part === kind || region.part.startsWith(`${kind}-`));

/** What a comparison gave; in bytes. */
export interface Compared {
  /** Every label that contradicts a truth. */
  readonly faults: readonly Fault[];
  /** What the truths speak of. */
  readonly compared: number;
  /** What of that is labelled with a guess, right or wrong. */
  readonly guessed: number;
}

/** Compares labels with truths. */
export function compare(regions: readonly Region[], truths: readonly Truth[]): Compared {
  const faults: Fault[] = [];
  let compared = 0;
  let guessed = 0;
  for (const { name, kinds, start, end, total } of truths) {
    if (total !== undefined) {
      const ours = regions.filter((region) => fits(region, kinds));
      const sum = ours.reduce((bytes, region) => bytes + Number(region.end - region.start), 0);
      compared += total;
      const [first] = ours;
      if (first && Math.abs(sum - total) > totalSlack * total)
        faults.push({ truth: `${name}: ${total} bytes, not ${sum}`, region: first, bytes: Math.abs(sum - total) });
      continue;
    }
    if (start === undefined || end === undefined) continue;
    compared += Number(end - start);
    for (const region of regions) {
      if (region.end <= start || region.start >= end || region.certainty === 'unexplained') continue;
      const from = region.start > start ? region.start : start;
      const to = region.end < end ? region.end : end;
      const bytes = Number(to - from);
      if (region.certainty === 'guess') guessed += bytes;
      if (!fits(region, kinds)) faults.push({ truth: name, region, bytes });
    }
  }
  return { faults, compared, guessed };
}

/** Kinds and parts by the names of HotSpot's native memory tracking (share/memory/allocation.hpp, MEMORY_TYPES_DO). */
const hotspotKinds: Readonly<Record<string, readonly string[]>> = {
  'Java Heap': ['java-heap', 'java-memory', 'file'],
  Class: ['java-classes', 'java-memory', 'file', 'rodata', 'data'],
  Metaspace: ['java-classes', 'java-memory'],
  // The map of its segments is a table beside the code itself.
  Code: ['java-code', 'java-code-cache', 'java-memory'],
  GC: ['java-memory', 'java-gc'],
  Safepoint: ['java-polling'],
  GCCardSet: ['java-memory', 'java-gc'],
  'Thread Stack': ['thread-stack', 'stack', 'guard', 'tls'],
  // Since JDK 24 its first page is protected, so that compressed null pointers to classes are caught
  // (share/oops/compressedKlass.hpp, establish_protection_zone).
  'Shared class space': ['file', 'java-classes', 'java-heap', 'data', 'rodata', 'guard'],
};

/** What `jcmd PID VM.native_memory detail` says of a virtual machine started with -XX:NativeMemoryTracking=detail. */
export function nativeMemoryTruth({ pid }: Started): Truth[] {
  const text = execFileSync('jcmd', [String(pid), 'VM.native_memory', 'detail'], { encoding: 'utf8' });
  const reservation = /^\[0x([0-9a-f]+) - 0x([0-9a-f]+)\] reserved(?: and committed)? \d+KB for ([A-Za-z ]+?) from/gm;
  return [...text.matchAll(reservation)].flatMap(([, start, end, name]): Truth[] => {
    const kinds = hotspotKinds[name ?? ''];
    return kinds ? [{ name: `NMT ${name}`, kinds, start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) }] : [];
  });
}

/** Blocks of guest memory as QEMU's monitor tells them (`info ramblock`), with the addresses they have in the host. */
export async function ramBlockTruth(started: Started): Promise<Truth[]> {
  const text = await started.ask('info ramblock\n');
  return [...text.matchAll(/^\s*(\S+)\s+\d+ \SiB\s+0x\w+\s+0x(\w+)\s+0x\w+\s+0x(\w+)/gm)].flatMap(
    ([, name, size, at]): Truth[] =>
      at !== undefined
        ? [
            {
              name: `guest memory ${name}`,
              kinds: name === 'pc.ram' ? ['guest-ram'] : ['guest-memory'],
              start: BigInt(`0x${at}`),
              end: BigInt(`0x${at}`) + BigInt(`0x${size}`),
            },
          ]
        : [],
  );
}
