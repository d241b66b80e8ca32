/** Every thread with its stack: how large, how much of it is in memory, how deep it has been and is now. */
import type { AccessEntry, ThreadFacts } from '../../contract/capture.ts';
import type { ThreadInside } from '../../contract/inside.ts';
import { asBytes, asPageNumber, spanBytes } from '../../contract/units.ts';
import { openPagemap, type Pagemap } from '../../procfs/pagemap.ts';
import { readThreads } from '../../procfs/threads.ts';
import { cannotLook } from '../presentMemory.ts';
import type { Look } from '../target.ts';
import { stackPages } from './stackPages.ts';
import { threadRegions, type ThreadRegions } from './stackRegions.ts';

/** Pages of one stack that are looked at, from its top: 256 MiB, half a mebibyte of pagemap. */
const mostPages = 65_536;
/** Pages of pagemap read between two yields. */
const stride = 16_384;

/** Reads the threads as they are now; the regions are those of the last capture. */
export const threadsInside: Look<'threads.inside'> = function* ({ context, capture, source }) {
  const { threads, access } = readThreads(context.reader, capture.process.identity.pid);
  const list = access[0];
  if (threads.length === 0) {
    const why = list?.why ?? 'They have ended.';
    const status = list?.status === 'refused' ? ('refused' as const) : ('absent' as const);
    const cost = list?.cost ?? capture.cost;
    return cannotLook('The threads cannot be read.', { status, why, cost, remedy: list?.remedy ?? '' });
  }
  yield 0;
  const regions = threadRegions(capture);
  const opened = openPagemap(context.reader, source, capture.machine.pageSize);
  const pagemap = opened.status === 'read' ? opened.value : undefined;
  const refusals = opened.status === 'read' ? [] : [`How much of the stack is in memory is not known: ${opened.why}`];
  try {
    const rows: ThreadInside[] = [];
    let pages = 0;
    for (const thread of threads) {
      const own = regions.get(thread.tid) ?? {};
      rows.push(threadInside(thread, own, pagemap, [...refusals, ...pointerNotes(thread, access)]));
      pages += own.stack ? Math.min(mostPages, own.stack.end - own.stack.start) : 1;
      if (pages < stride) continue;
      pages = 0;
      yield rows.length / threads.length;
    }
    return { ok: true, value: rows };
  } finally {
    pagemap?.close();
  }
};

function threadInside(
  thread: ThreadFacts,
  { stack, tls }: ThreadRegions,
  pagemap: Pagemap | undefined,
  reasons: readonly string[],
): ThreadInside {
  const { tid, name, state, stackPointer } = thread;
  const notes = [...reasons];
  const inside =
    stack !== undefined && stackPointer !== undefined && stackPointer >= stack.start && stackPointer < stack.end;
  if (!stack) notes.push('Which region is its stack is not known.');
  else if (stackPointer !== undefined && !inside) {
    notes.push(
      'Its stack pointer lies outside its stack: it runs on another one, as signal handlers and coroutines do.',
    );
  }
  const figures = stack && pagemap ? stackFigures(stack, inside ? stackPointer : undefined, pagemap, notes) : {};
  return {
    tid,
    name,
    state,
    ...(stack ? { stack, stackSize: spanBytes(stack.start, stack.end) } : {}),
    ...figures,
    ...(stackPointer === undefined ? {} : { stackPointer }),
    ...(inside ? { depth: asBytes(Math.round((stack.end - stackPointer) * 4096)) } : {}),
    ...(tls ? { tls } : {}),
    notes,
  };
}

/** Present pages and the deepest one. The span may end inside a page, where thread-local storage begins. */
function stackFigures(
  stack: NonNullable<ThreadRegions['stack']>,
  pointer: number | undefined,
  pagemap: Pagemap,
  notes: string[],
): Pick<ThreadInside, 'presentPages' | 'deepest'> {
  const top = Math.ceil(stack.end);
  const bottom = Math.max(Math.floor(stack.start), top - mostPages);
  if (bottom > stack.start) notes.push('Only the upper 256 MiB of its stack were looked at.');
  const states = pagemap.readStates(asPageNumber(bottom), top - bottom);
  const found = stackPages(states, pointer === undefined ? undefined : Math.floor(pointer) - bottom);
  if (found.beyond > 0) {
    notes.push(
      `${found.beyond} ${found.beyond === 1 ? 'page' : 'pages'} further down, below a hole, hold something: an array left them, or an earlier thread.`,
    );
  }
  return {
    presentPages: found.present,
    ...(found.deepest === undefined ? {} : { deepest: asPageNumber(bottom + found.deepest) }),
  };
}

/** Why the stack pointer of a thread is not known. */
function pointerNotes({ stackPointer, state }: ThreadFacts, access: readonly AccessEntry[]): string[] {
  if (stackPointer !== undefined) return [];
  const syscall = access.find(({ file }) => file.endsWith('/syscall'));
  if (syscall?.status === 'refused') return [`Its stack pointer is not known: ${syscall.why ?? 'it may not be read.'}`];
  if (state === 'R') return ['It is running: the kernel tells the stack pointers of blocked threads only.'];
  return ['The kernel does not tell its stack pointer.'];
}
