/**
 * Stacks without a control block in sight: by a thread's stack pointer, by the shape that glibc and HotSpot give them
 * (guard, then a writable mapping made with MAP_STACK, which sets VmFlags nh since Linux 6.7), or, without flags, by
 * shape alone. A stack pointer says that a thread runs here now, not how far its stack reaches nor whose it is:
 * coroutines, fibers and signal handlers run on stacks that are no thread's own.
 */
import { formatHex } from '../contract/address.ts';
import type { MappingIndex } from '../contract/capture.ts';
import type { Certainty } from '../contract/kinds.ts';
import { asBytes, asPageNumber, pageBytes, type Tid } from '../contract/units.ts';
import { fact, label, phrase, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims, type Verdict } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import type { MemoryPort } from './input.ts';
import { findSignalFrame } from './signalFrames.ts';
import { vmFlag, type Space } from './space.ts';

const kib = 1024 / pageBytes;
const mib = 1024 * kib;
/** Largest guard below a stack: 64 KiB (arm64; HotSpot's zones take 16). */
const largestGuard = 64 * kib;
const commonSizes = [256 * kib, 1 * mib, 2 * mib, 4 * mib, 8 * mib];
/** The smallest stack that a thread may have: PTHREAD_STACK_MIN, 16 KiB. */
const smallestThreadStack = 16 * kib;
/** Largest mapping without guard and flag that a stack pointer makes a stack; in a larger one it is only told. */
const largestUnbounded = 1 * mib;
/** Guesses by shape alone: stacks of 64 KiB to 64 MiB, as many as there are threads plus those glibc may cache. */
const shape = { smallest: 64 * kib, largest: 64 * mib, cached: 5 };

/** What a stack is: a thread's own, one that a thread only runs on now, a signal handler's, or one that nobody owns. */
type StackUse = 'own' | 'in-use' | 'signal' | 'unowned' | 'coroutine';

interface StackClaim {
  readonly row: MappingIndex;
  readonly certainty: Certainty;
  readonly facts: readonly Fact[];
  readonly use: StackUse;
  readonly thread?: Tid;
}

/** The guard mapping directly below, if there is one. */
function guardBelow(space: Space, row: MappingIndex): MappingIndex | undefined {
  const below = row - 1;
  const fits = below >= 0 && space.touchesNext(below) && space.isAnonymous(below) && space.isInaccessible(below);
  return fits && space.pages(below) <= largestGuard ? below : undefined;
}

/** Made with MAP_STACK, and not by a program that asked for no huge pages of its own. */
const isForStack = (space: Space, row: MappingIndex): boolean =>
  (space.flags(row) & vmFlag.nh) !== 0 && (space.flags(row) & vmFlag.hg) === 0;

function labelOf(use: StackUse, thread: Tid | undefined): Verdict['label'] {
  switch (use) {
    case 'own':
      return thread === undefined ? label('thread-stack') : label('thread-stack-of', { thread });
    case 'in-use':
      return thread === undefined ? label('coroutine-stack') : label('stack-in-use', { thread });
    case 'signal':
      return thread === undefined ? label('signal-stack') : label('signal-stack-of', { thread });
    case 'unowned':
      return label('thread-stack');
    case 'coroutine':
      return label('coroutine-stack');
  }
}

const kindOf = (use: StackUse): Verdict['kind'] =>
  use === 'signal' ? 'signal-stack' : use === 'in-use' || use === 'coroutine' ? 'coroutine-stack' : 'thread-stack';

/** The verdict of one stack, and the object it belongs to: its thread's only when the thread owns it. */
function stackVerdict(space: Space, claims: Claims, claim: StackClaim, top: number, pages: number): Verdict {
  const { row, certainty, facts, use, thread } = claim;
  const own = labelOf(use, thread);
  const owned = thread !== undefined && (use === 'own' || use === 'signal');
  const object = claims.object(
    owned
      ? { kind: 'thread', label: label('thread', { thread }), key: `thread:${thread}`, tid: thread }
      : {
          kind: 'thread',
          label: own,
          key: `stack@${formatHex(asPageNumber(top))}`,
          ...(certainty === 'guess' ? { guess: true as const } : {}),
        },
  );
  const hidden = space.flags(row) & vmFlag.gu ? [fact('hidden-guards')] : [];
  return {
    kind: kindOf(use),
    certainty,
    label: own,
    facts: [...facts, ...hidden],
    object,
    detail: {
      ...(thread === undefined ? {} : { thread: { tid: thread } }),
      stackSize: asBytes(pages * pageBytes),
    },
  };
}

function claimStack(space: Space, claims: Claims, claim: StackClaim): void {
  const { row, certainty, facts, use, thread } = claim;
  const verdict = stackVerdict(space, claims, claim, space.end(row), space.pages(row));
  claims.claim(row, verdict);
  const guard = guardBelow(space, row);
  if (guard === undefined || !claims.isUntouched(guard)) return;
  const what =
    use === 'signal'
      ? thread === undefined
        ? phrase('signal-stack-unowned')
        : phrase('signal-stack-of', { thread })
      : use === 'own' && thread !== undefined
        ? phrase('thread-stack-of', { thread })
        : use === 'in-use' || use === 'coroutine'
          ? phrase('coroutine-stack')
          : phrase('thread-stack-unowned');
  claims.claim(guard, {
    kind: 'guard',
    certainty: certainty === 'exact' ? 'strong' : certainty,
    label: label('guard-of', { what }),
    facts: [fact('guard-directly-below', { size: space.pages(guard), what }), ...facts],
    ...(verdict.object === undefined ? {} : { object: verdict.object }),
    detail: {
      ...(thread === undefined ? {} : { thread: { tid: thread } }),
      guards: what,
      guardsAt: space.start(row),
    },
  });
}

/**
 * Stacks that a thread is running on now, told by its stack pointer. `ownStacks` are the threads whose own stack is known
 * already: they are only visiting here.
 */
export function claimByStackPointers(
  space: Space,
  claims: Claims,
  runtimes: Runtimes,
  ownStacks: ReadonlySet<number>,
): void {
  if (runtimes.go) return; // Goroutine stacks lie in the Go heap; a stack pointer there says nothing of the mapping.
  const main = space.mainThread();
  for (const { tid, row } of space.threads()) {
    if (row < 0 || !space.isAnonymous(row) || !space.isWritable(row) || !claims.isOpen(row)) continue;
    const visiting = ownStacks.has(tid) || tid === main;
    const inside = fact('stack-pointer-inside', { thread: tid });
    if (!claims.isUntouched(row)) {
      claimBesideOthers(space, claims, row, tid);
      continue;
    }
    const guarded = guardBelow(space, row) !== undefined;
    if (visiting) {
      const frame = findSignalFrame(space, row, tid);
      const facts =
        frame === undefined
          ? [inside, fact('own-stack-elsewhere', { thread: tid })]
          : [inside, fact('signal-frame', { at: frame })];
      if (frame !== undefined) {
        claimStack(space, claims, { row, certainty: 'strong', facts, use: 'signal', thread: tid });
      } else if (guarded || isForStack(space, row) || space.pages(row) <= largestUnbounded) {
        const certainty = guarded || isForStack(space, row) ? 'strong' : 'guess';
        claimStack(space, claims, { row, certainty, facts, use: 'in-use', thread: tid });
      }
      continue;
    }
    if (guarded || isForStack(space, row)) {
      claimStack(space, claims, {
        row,
        certainty: guarded ? 'exact' : 'strong',
        facts: [inside],
        use: 'own',
        thread: tid,
      });
    } else if (space.pages(row) <= largestUnbounded) {
      const facts = [inside, fact('no-guard-no-flag')];
      claimStack(space, claims, { row, certainty: 'guess', facts, use: 'in-use', thread: tid });
    }
    // In a larger mapping the pointer is evidence beside the default: see anonymous.ts.
  }
}

/**
 * Stack pointers in mappings of which parts have become known since: a block of malloc's may lie behind the stack that a
 * program took for itself, and is found only when all of the mapping has been looked through.
 */
export function claimBesideKnown(space: Space, claims: Claims, runtimes: Runtimes): void {
  if (runtimes.go) return;
  for (const { tid, row } of space.threads()) {
    if (row < 0 || !space.isAnonymous(row) || !space.isWritable(row)) continue;
    if (claims.isOpen(row) && !claims.isUntouched(row)) claimBesideOthers(space, claims, row, tid);
  }
}

/** A stack pointer in a mapping of which another rule knows a part: what lies between the known parts is in use. */
function claimBesideOthers(space: Space, claims: Claims, row: MappingIndex, thread: Tid): void {
  const free = space.freeAround(thread, claims.cutsIn(row), row);
  // A guard says where the stack begins; without one a large piece may be anything.
  const bounded = free?.start === space.start(row) && guardBelow(space, row) !== undefined;
  if (!free || free.end - free.start > (bounded ? shape.largest : largestUnbounded)) return;
  const facts = [fact('stack-pointer-inside', { thread }), fact('own-stack-elsewhere', { thread })];
  const claim: StackClaim = { row, certainty: 'guess', facts, use: 'in-use', thread };
  const verdict = stackVerdict(space, claims, claim, free.end, free.end - free.start);
  claims.cut(free.start, free.end, cutPriority.segment, verdict);
}

/** Stacks by their shape: a small guard and a writable mapping above it. */
export function claimByShape(space: Space, claims: Claims, runtimes: Runtimes, ownStacks: ReadonlySet<number>): void {
  const limit = space.stackLimit();
  const threadCount = space.threadCount();
  const shaped = shapedRows(space, claims);
  // Threads whose stack is not known yet may have one of these; glibc keeps some more of those that have ended.
  const unowned = Math.max(0, threadCount - 1 - ownStacks.size);
  let allowed = unowned > 0 || !space.input.memory ? unowned + shape.cached : 0;
  let guesses = threadCount > 1 ? threadCount - 1 + shape.cached : 0;
  for (const { row, guard } of shaped) {
    const pages = space.pages(row);
    const flags = space.flags(row);
    const java = runtimes.jvm !== undefined && isForStack(space, row) && pages + space.pages(guard) === mib;
    const below = fact('guard-below', { size: space.pages(guard) });
    if (isForStack(space, row) && ((space.flags(guard) & vmFlag.nh) !== 0 || java)) {
      const facts = [fact('map-stack-flag'), below];
      if (pages < smallestThreadStack) {
        facts.push(fact('too-small-for-thread', { size: pages }));
        claimStack(space, claims, { row, certainty: 'guess', facts, use: 'signal' });
        continue;
      }
      const limited = limit !== undefined && pages * pageBytes === limit;
      const usual = limited || java || commonSizes.includes(pages);
      if (!java && (threadCount === 1 || (!usual && allowed <= 0) || allowed <= 0)) {
        facts.push(
          fact('more-than-threads', {
            count: shaped.filter((one) => space.pages(one.row) === pages).length,
            size: pages,
          }),
        );
        claimStack(space, claims, { row, certainty: 'guess', facts, use: 'coroutine' });
        continue;
      }
      allowed--;
      if (limited) facts.push(fact('size-is-stack-limit', { size: limit }));
      else if (java) facts.push(fact('java-stack-size'));
      else if (usual) facts.push(fact('usual-stack-size', { size: pages }));
      claimStack(space, claims, { row, certainty: usual ? 'strong' : 'guess', facts, use: 'unowned' });
    } else if ((flags & vmFlag.known) === 0 && guesses > 0 && pages >= shape.smallest && pages <= shape.largest) {
      guesses--;
      const facts = [below, fact('threads-and-size', { count: threadCount, size: pages })];
      claimStack(space, claims, { row, certainty: 'guess', facts, use: 'unowned' });
    }
  }
  claimEqualStacks(space, claims, shaped);
}

/** Fewer stacks of one size say nothing: allocators put guards below their memory too. */
const fewestEqual = 8;

/**
 * Stacks that a program made itself without MAP_STACK (Boost.Context, libco): many of one size, each above a guard of one
 * size, and used from the top down as stacks are, which pagemap tells.
 */
function claimEqualStacks(space: Space, claims: Claims, shaped: readonly Shaped[]): void {
  const groups = new Map<string, Shaped[]>();
  for (const one of shaped) {
    const pages = space.pages(one.row);
    const flags = space.flags(one.row);
    const fits = pages >= smallestThreadStack && pages <= shape.largest;
    if (!fits || (flags & vmFlag.known) === 0 || isForStack(space, one.row) || !claims.isUntouched(one.row)) continue;
    const key = `${pages}/${space.pages(one.guard)}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  for (const group of groups.values()) {
    if (group.length < fewestEqual) continue;
    const used = group.filter(({ row }) =>
      space.askMemory((memory) => isUsedFromTop(memory, space.start(row), space.end(row))),
    );
    if (used.length < group.length / 2 || used.length < fewestEqual) continue;
    for (const { row, guard } of used) {
      const size = space.pages(row);
      const facts = [
        fact('guard-below', { size: space.pages(guard) }),
        fact('used-from-top'),
        fact('more-than-threads', { count: group.length, size }),
      ];
      claimStack(space, claims, { row, certainty: 'guess', facts, use: 'coroutine' });
    }
  }
}

function isUsedFromTop(memory: MemoryPort, start: number, end: number): boolean {
  const touched = (page: number): boolean => memory.presentPages(asPageNumber(page), 1)?.[0] === 1;
  return touched(end - 1) && !touched(start);
}

/** A row and the guard below it. */
interface Shaped {
  readonly row: MappingIndex;
  readonly guard: MappingIndex;
}

/** Writable anonymous rows that no rule has touched, each with a guard directly below it. */
function shapedRows(space: Space, claims: Claims): Shaped[] {
  const found: Shaped[] = [];
  for (const row of space.own) {
    if (!claims.isUntouched(row) || !space.isPrivateWritable(row)) continue;
    const guard = guardBelow(space, row);
    if (guard !== undefined && claims.isUntouched(guard)) found.push({ row, guard });
  }
  return found;
}
