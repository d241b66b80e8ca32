/** Regions that follow exactly from a thread's control block: guard, stack, thread-local storage. */
import { asBytes, asPageNumber, asTid, pageBytes, type Tid } from '../contract/units.ts';
import type { ThreadFacts } from '../contract/capture.ts';
import { cutPriority, type ClaimDetail, type Claims } from './claims.ts';
import { vmFlag, type Space } from './space.ts';
import type { ThreadBlock } from './threadControlBlocks.ts';
import { addressText, pagesText, sizeText, threadText } from './wording.ts';

/** Size of glibc's struct pthread above the thread pointer, 0x900 bytes in 2.36; musl's is far smaller. */
const controlBlockPages = { glibc: 0x900 / pageBytes, musl: 0x100 / pageBytes } as const;

/** How a thread is called and what is known of it. */
interface Owner {
  /** `thread 4711 (worker)`, `a finished thread`. */
  readonly words: string;
  readonly stackLabel: string;
  readonly tid?: Tid;
  readonly thread?: ThreadFacts;
  readonly object: number;
  readonly sentence: string;
}

/** Whose block it is: by the id written there, or (in another pid namespace) by a stack pointer that lies inside. */
function ownerOf(space: Space, claims: Claims, block: ThreadBlock): Owner {
  const { threads } = space.input.process;
  const { stack } = block;
  const running = ({ stackPointer }: ThreadFacts): boolean =>
    stack !== undefined && stackPointer !== undefined && stackPointer >= stack.start && stackPointer < stack.end;
  const finished = block.tid <= 0;
  const thread = finished
    ? undefined
    : (threads.find(({ tid }) => (tid as number) === block.tid) ?? threads.find(running));
  const where = `${block.library} keeps a thread’s control block at ${addressText(block.address)}: it points to itself and holds this process’s ${block.library === 'glibc' ? 'pointer guard' : 'stack canary'}`;
  if (thread) {
    const words = threadText(thread.tid, thread.name);
    const number = block.tid === (thread.tid as number) ? `, and its thread id is ${block.tid}` : '';
    const object = claims.object({ kind: 'thread', label: words, key: `thread:${thread.tid}`, tid: thread.tid });
    return { words, stackLabel: `Stack of ${words}`, tid: thread.tid, thread, object, sentence: `${where}${number}.` };
  }
  const words = finished ? 'a finished thread' : `thread ${block.tid} of the process’s own pid namespace`;
  const object = claims.object({
    kind: 'thread',
    label: finished ? 'Cached stack of a finished thread' : 'Thread',
    key: `stack@${addressText(stack?.end ?? block.address)}`,
  });
  return {
    words,
    stackLabel: finished ? 'Cached stack of a finished thread' : `Stack of ${words}`,
    object,
    sentence: finished
      ? `${where}, but its thread id is ${block.tid}: the thread has ended and its stack is kept for the next one.`
      : `${where}; the id ${block.tid} there is not among the threads seen.`,
  };
}

function threadDetail(owner: Owner): ClaimDetail {
  return {
    thread: {
      ...(owner.tid === undefined ? {} : { tid: asTid(owner.tid) }),
      ...(owner.thread ? { name: owner.thread.name } : {}),
    },
  };
}

/** Size and depth of a stack whose bounds are known. */
function stackDetail(owner: Owner, bottom: number, top: number): ClaimDetail {
  const pointer = owner.thread?.stackPointer;
  const inside = pointer !== undefined && pointer >= bottom && pointer < top;
  return {
    ...threadDetail(owner),
    stackSize: asBytes((top - bottom) * pageBytes),
    ...(inside ? { stackPointer: pointer, stackDepth: asBytes((top - pointer) * pageBytes) } : {}),
  };
}

function cutStack(space: Space, claims: Claims, block: ThreadBlock, owner: Owner): void {
  const { stack } = block;
  if (!stack) return;
  const bottom = stack.start + stack.guardPages;
  const measured = `The block gives the stack’s bounds: ${addressText(stack.start)} to ${addressText(stack.end)}, ${pagesText(stack.guardPages)} of them guard.`;
  const detail = stackDetail(owner, bottom, stack.end);
  const pointerSentence =
    detail.stackPointer === undefined || detail.stackDepth === undefined
      ? []
      : [
          `The thread’s stack pointer is ${addressText(detail.stackPointer)}, ${sizeText(detail.stackDepth)} below the top.`,
        ];
  const evidence = [owner.sentence, measured, ...pointerSentence];
  for (let row = Math.max(0, firstRow(space, stack.start)); row < space.count && space.start(row) < stack.end; row++) {
    const from = Math.max(space.start(row), stack.start);
    const to = Math.min(space.end(row), stack.end);
    const hidden = (space.flags(row) & vmFlag.gu) !== 0;
    if (space.isInaccessible(row))
      cutGuard(claims, from, to, owner, Math.max(bottom, to), 'exact', [
        owner.sentence,
        measured,
        'Its permissions are ---p.',
      ]);
    else {
      claims.cut(from, to, cutPriority.stack, {
        kind: 'thread-stack',
        certainty: 'exact',
        label: owner.stackLabel,
        evidence: hidden ? [...evidence, 'VmFlags has gu: guard pages may be hidden inside this mapping.'] : evidence,
        object: owner.object,
        detail,
      });
      if (hidden && from < bottom) {
        cutGuard(claims, from, Math.min(to, bottom), owner, bottom, 'strong', [
          owner.sentence,
          measured,
          'VmFlags has gu: guard pages were put into this mapping without splitting it (MADV_GUARD_INSTALL, Linux 6.13).',
        ]);
      }
    }
  }
}

function cutGuard(
  claims: Claims,
  start: number,
  end: number,
  owner: Owner,
  guardsAt: number,
  certainty: 'exact' | 'strong',
  evidence: readonly string[],
): void {
  claims.cut(start, end, cutPriority.guard, {
    kind: 'guard',
    certainty,
    label: `Guard of the stack of ${owner.words}`,
    evidence,
    object: owner.object,
    detail: { ...threadDetail(owner), guards: `the stack of ${owner.words}`, guardsAt },
  });
}

function firstRow(space: Space, at: number): number {
  const row = space.rowAt(asPageNumber(at));
  if (row >= 0) return row;
  let low = 0;
  let high = space.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (space.end(middle) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Cuts guard, stack and thread-local storage of every thread whose control block was found. */
export function claimThreadBlocks(space: Space, claims: Claims, blocks: readonly ThreadBlock[]): void {
  for (const block of blocks) {
    const owner = ownerOf(space, claims, block);
    cutStack(space, claims, block, owner);
    const row = space.rowAt(block.address);
    const blockEnd = block.stack?.end ?? block.address + controlBlockPages[block.library];
    claims.cut(Math.max(space.start(row), block.tlsStart), Math.min(space.end(row), blockEnd), cutPriority.tls, {
      kind: 'tls',
      certainty: 'exact',
      label: `Thread-local storage of ${owner.words}`,
      evidence: [owner.sentence, `Its thread-local variables begin at ${addressText(block.tlsStart)}.`],
      object: owner.object,
      detail: threadDetail(owner),
    });
  }
}
