/** Regions that follow exactly from a thread's control block: guard, stack, thread-local storage. */
import { formatHex } from '../contract/address.ts';
import { asBytes, asPageNumber, pageBytes, type Tid } from '../contract/units.ts';
import { fact, label, phrase, type Fact, type Label, type Phrase } from '../contract/verdict.ts';
import { cutPriority, type ClaimDetail, type Claims } from './claims.ts';
import { vmFlag, type Space } from './space.ts';
import type { ThreadBlock } from './threadControlBlocks.ts';

/** Size of glibc's struct pthread above the thread pointer, 0x900 bytes in 2.36; musl's is far smaller. */
const controlBlockPages = { glibc: 0x900 / pageBytes, musl: 0x100 / pageBytes } as const;

/** Whose a block is, in the forms that labels and sentences need. */
interface Owner {
  readonly stack: Phrase;
  readonly stackLabel: Label;
  readonly tlsLabel: Label;
  readonly tid?: Tid;
  /** The thread has ended; without this and `tid` it is one that the process’s list does not have. */
  readonly ended?: true;
  readonly object: number;
  readonly block: Fact;
}

/** Whose block it is: by the id written there, or (where namespaces hide the ids) by a stack pointer that lies inside. */
function ownerOf(space: Space, claims: Claims, block: ThreadBlock): Owner {
  const threads = space.threads();
  const { stack, library } = block;
  const running = ({ row }: { readonly row: number }): boolean =>
    stack !== undefined && row >= 0 && space.start(row) < stack.end && space.end(row) > stack.start;
  const at = block.address;
  if (block.tid <= 0) {
    return {
      stack: phrase('thread-stack-finished'),
      stackLabel: label('cached-stack'),
      tlsLabel: label('tls-finished'),
      ended: true,
      object: claims.object({
        kind: 'thread',
        label: label(stack ? 'cached-stack' : 'tls-finished'),
        key: `stack@${addressKey(stack?.end ?? at)}`,
      }),
      block: fact(stack ? 'control-block-ended' : 'control-block-left', { library, at, id: block.tid }),
    };
  }
  const byId = threads.find(({ innerTid }) => (innerTid as number) === block.tid);
  const thread = byId ?? threads.find(running);
  if (thread) {
    const { tid } = thread;
    return {
      stack: phrase('thread-stack-of', { thread: tid }),
      stackLabel: label('thread-stack-of', { thread: tid }),
      tlsLabel: label('tls-of', { thread: tid }),
      tid,
      object: claims.object({ kind: 'thread', label: label('thread', { thread: tid }), key: `thread:${tid}`, tid }),
      block: !byId
        ? fact('control-block', { library, at })
        : block.tid === (tid as number)
          ? fact('control-block-thread', { library, at, id: block.tid })
          : fact('control-block-inner-thread', { library, at, id: block.tid, thread: tid }),
    };
  }
  return {
    stack: phrase('thread-stack-elsewhere', { id: block.tid }),
    stackLabel: label('stack-elsewhere', { id: block.tid }),
    tlsLabel: label('tls-elsewhere', { id: block.tid }),
    object: claims.object({
      kind: 'thread',
      label: label('thread-elsewhere', { id: block.tid }),
      key: `stack@${addressKey(stack?.end ?? at)}`,
    }),
    block: fact('control-block-unseen', { library, at, id: block.tid }),
  };
}

const addressKey = (page: number): string => formatHex(asPageNumber(page));

const threadDetail = ({ tid, ended }: Owner): ClaimDetail =>
  tid !== undefined ? { thread: { tid } } : ended ? { thread: {} } : {};

function cutStack(space: Space, claims: Claims, block: ThreadBlock, owner: Owner): void {
  const { stack } = block;
  if (!stack) return;
  const bottom = stack.start + stack.guardPages;
  const measured = fact('stack-bounds', { start: stack.start, end: stack.end, guard: stack.guardPages });
  const detail = {
    ...threadDetail(owner),
    stackSize: asBytes((stack.end - bottom) * pageBytes),
    stackTop: stack.end,
  };
  const facts = [
    owner.block,
    measured,
    ...(owner.tid === undefined ? [] : [fact('stack-pointer-depth-of', { thread: owner.tid })]),
  ];
  for (let row = space.firstEndingAfter(stack.start); row < space.count && space.start(row) < stack.end; row++) {
    const from = Math.max(space.start(row), stack.start);
    const to = Math.min(space.end(row), stack.end);
    const hidden = (space.flags(row) & vmFlag.gu) !== 0;
    if (space.isInaccessible(row))
      cutGuard(claims, from, to, owner, Math.max(bottom, to), 'exact', [owner.block, measured, fact('no-permissions')]);
    else {
      claims.cut(from, to, cutPriority.stack, {
        kind: 'thread-stack',
        certainty: 'exact',
        label: owner.stackLabel,
        facts: hidden ? [...facts, fact('hidden-guards')] : facts,
        object: owner.object,
        detail,
      });
      if (hidden && from < bottom) {
        cutGuard(claims, from, Math.min(to, bottom), owner, bottom, 'strong', [
          owner.block,
          measured,
          fact('guard-installed'),
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
  facts: readonly Fact[],
): void {
  claims.cut(start, end, cutPriority.guard, {
    kind: 'guard',
    certainty,
    label: label('guard-of', { what: owner.stack }),
    facts,
    object: owner.object,
    detail: { ...threadDetail(owner), guards: owner.stack, guardsAt },
  });
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
      label: owner.tlsLabel,
      facts: [owner.block, fact('tls-begins', { at: block.tlsStart })],
      object: owner.object,
      detail: threadDetail(owner),
    });
  }
}
