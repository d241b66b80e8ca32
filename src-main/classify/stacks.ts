/**
 * Thread stacks without a control block in sight: by a thread's stack pointer, by the shape that glibc and HotSpot
 * give them (guard, then a writable mapping made with MAP_STACK, which sets VmFlags nh since Linux 6.7), or, without
 * flags, by shape alone.
 */
import { formatHex } from '../contract/address.ts';
import type { MappingIndex, ThreadFacts } from '../contract/capture.ts';
import type { Certainty } from '../contract/kinds.ts';
import { asBytes, asPageNumber, pageBytes } from '../contract/units.ts';
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import { vmFlag, type Space } from './space.ts';
import { addressText, pagesText, sizeText, threadText } from './wording.ts';

const kib = 1024 / pageBytes;
const mib = 1024 * kib;
/** Largest guard below a stack: 64 KiB (arm64; HotSpot's zones take 16). */
const largestGuard = 64 * kib;
const commonSizes = [256 * kib, 1 * mib, 2 * mib, 4 * mib, 8 * mib];
/** Guesses by shape alone: stacks of 64 KiB to 64 MiB, as many as there are threads plus those glibc may cache. */
const shape = { smallest: 64 * kib, largest: 64 * mib, cached: 5 };

interface StackClaim {
  readonly row: MappingIndex;
  readonly certainty: Certainty;
  readonly evidence: readonly string[];
  readonly thread?: ThreadFacts;
  readonly signal?: boolean;
}

/** The guard mapping directly below, if there is one. */
function guardBelow(space: Space, row: MappingIndex): MappingIndex | undefined {
  const below = row - 1;
  const fits = below >= 0 && space.touchesNext(below) && space.isAnonymous(below) && space.isInaccessible(below);
  return fits && space.pages(below) <= largestGuard ? below : undefined;
}

function claimStack(space: Space, claims: Claims, { row, certainty, evidence, thread, signal }: StackClaim): void {
  const top = space.end(row);
  const guard = guardBelow(space, row);
  const words = thread ? threadText(thread.tid, thread.name) : 'a thread';
  const what = signal
    ? thread
      ? `Signal stack of ${words}`
      : 'Signal stack'
    : thread
      ? `Stack of ${words}`
      : 'Thread stack';
  const probably = certainty === 'guess' ? (signal ? 'Probably a signal stack' : 'Probably a thread stack') : what;
  const object = claims.object(
    thread
      ? { kind: 'thread', label: words, key: `thread:${thread.tid}`, tid: thread.tid }
      : { kind: 'thread', label: probably, key: `stack@${formatHex(asPageNumber(top))}` },
  );
  const pointer = thread?.stackPointer;
  const inside = pointer !== undefined && pointer >= space.start(row) && pointer < top;
  const hidden = space.flags(row) & vmFlag.gu ? ['VmFlags has gu: guard pages may be hidden inside this mapping.'] : [];
  claims.claim(row, {
    kind: signal ? 'signal-stack' : 'thread-stack',
    certainty,
    label: probably,
    evidence: [...evidence, ...hidden],
    object,
    detail: {
      ...(thread ? { thread: { tid: thread.tid, name: thread.name } } : {}),
      stackSize: asBytes(space.pages(row) * pageBytes),
      ...(inside ? { stackPointer: pointer, stackDepth: asBytes((top - pointer) * pageBytes) } : {}),
    },
  });
  if (guard === undefined || !claims.isUntouched(guard)) return;
  const owner = signal ? `the signal stack of ${words}` : `the stack of ${words}`;
  claims.claim(guard, {
    kind: 'guard',
    certainty: certainty === 'exact' ? 'strong' : certainty,
    label: certainty === 'guess' ? `Probably the guard of ${owner}` : `Guard of ${owner}`,
    evidence: [`${pagesText(space.pages(guard))} without any permission lie directly below ${owner}.`, ...evidence],
    object,
    detail: {
      ...(thread ? { thread: { tid: thread.tid, name: thread.name } } : {}),
      guards: owner,
      guardsAt: space.start(row),
    },
  });
}

/** Stacks that a thread is running on now, told by its stack pointer. */
export function claimByStackPointers(
  space: Space,
  claims: Claims,
  runtimes: Runtimes,
  ownStacks: ReadonlySet<number>,
): void {
  if (runtimes.go) return; // Goroutine stacks lie in the Go heap; a stack pointer there says nothing of the mapping.
  for (const thread of space.input.process.threads) {
    const pointer = thread.stackPointer;
    const row = pointer === undefined ? -1 : space.rowAt(pointer);
    if (pointer === undefined || row < 0 || !space.isAnonymous(row) || !claims.isUntouched(row)) continue;
    if (!space.isWritable(row)) continue;
    const guarded = guardBelow(space, row) !== undefined;
    const signal = ownStacks.has(thread.tid) && space.pages(row) <= 128 * kib;
    const evidence = [
      `The stack pointer of ${threadText(thread.tid, thread.name)} is ${addressText(pointer)}, inside this mapping.`,
      ...(signal
        ? ['The thread’s own stack is elsewhere and this mapping is small: a signal handler is running on it.']
        : []),
    ];
    claimStack(space, claims, { row, certainty: guarded && !signal ? 'exact' : 'strong', evidence, thread, signal });
  }
}

/** Stacks by their shape: a small guard and a writable mapping above it. */
export function claimByShape(space: Space, claims: Claims, runtimes: Runtimes): void {
  const limit = space.stackLimit();
  const { threadCount } = space.input.process;
  let guesses = threadCount > 1 ? threadCount - 1 + shape.cached : 0;
  for (let row = 1; row < space.count; row++) {
    if (!space.isAnonymous(row) || !claims.isUntouched(row) || !space.isPrivateWritable(row)) continue;
    const guard = guardBelow(space, row);
    if (guard === undefined || !claims.isUntouched(guard)) continue;
    const pages = space.pages(row);
    const flags = space.flags(row);
    const forStack = (flags & vmFlag.nh) !== 0 && (flags & vmFlag.hg) === 0;
    const guardFlags = space.flags(guard);
    const java = runtimes.jvm !== undefined && forStack && pages + space.pages(guard) === mib;
    const below = `${pagesText(space.pages(guard))} of ---p lie directly below it.`;
    if (forStack && ((guardFlags & vmFlag.nh) !== 0 || java)) {
      const limited = limit !== undefined && pages * pageBytes === limit;
      const usual = limited || java || commonSizes.includes(pages);
      const evidence = ['VmFlags has nh, as MAP_STACK sets it since Linux 6.7.', below];
      if (limited) evidence.push(`Its size, ${sizeText(limit)}, is the Max stack size of /proc/PID/limits.`);
      else if (java)
        evidence.push('libjvm.so is loaded, and with these zones it makes 1 MiB, Java’s thread stack size.');
      else if (usual) evidence.push(`${pagesText(pages)} is a usual stack size.`);
      claimStack(space, claims, { row, certainty: usual ? 'strong' : 'guess', evidence });
    } else if ((flags & vmFlag.known) === 0 && guesses > 0 && pages >= shape.smallest && pages <= shape.largest) {
      guesses--;
      claimStack(space, claims, {
        row,
        certainty: 'guess',
        evidence: [below, `The process has ${threadCount} threads, and ${pagesText(pages)} can be a stack.`],
      });
    }
  }
}
