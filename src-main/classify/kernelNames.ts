/**
 * Names that the kernel itself gives (`[heap]`, `[stack]`, `[vdso]`, …; fs/proc/task_mmu.c and the architectures'
 * special mappings), and memory that a flag or an address of `/proc/PID/stat` identifies as surely.
 */
import type { KindId } from '../contract/kinds.ts';
import { asBytes, asPageNumber, asTid } from '../contract/units.ts';
import { fact, label, phrase, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims, type Verdict } from './claims.ts';
import { vmFlag, type Space } from './space.ts';

const kernelKinds: Readonly<Record<string, KindId>> = {
  '[vdso]': 'vdso',
  '[vsyscall]': 'vsyscall',
  '[uprobes]': 'uprobes',
};

/** Special mappings of 32-bit and other architectures (arch/arm, arm64, csky, sh, m68k: `arch_vma_name`, `special_mapping`). */
const otherKernelNames: ReadonlySet<string> = new Set(['[vectors]', '[sigpage]', '[vsyscall32]', '[gate]']);

const kindOfKernelName = (name: string): KindId | undefined =>
  Object.hasOwn(kernelKinds, name) ? kernelKinds[name] : /^\[vvar[^\]]*\]$/.test(name) ? 'vvar' : undefined;

/** The main stack: its owner is the thread whose id is the process's. */
function claimMainStack(space: Space, claims: Claims, row: number, first: Fact): void {
  const limit = space.stackLimit();
  const owner = space.mainThread();
  const known = space.knows('pid');
  const facts = [first, fact('stack-limit'), ...(known ? [fact('stack-pointer', { thread: owner })] : [])];
  // Coroutines, and children that a thread has forked, run on other stacks.
  const thread = space.threads().find(({ tid }) => tid === owner);
  const runs = thread?.row ?? -1;
  if (known && runs >= 0 && runs !== row) facts.push(fact('pointer-elsewhere', { thread: owner }));
  if (known && thread?.ended === true) facts.push(fact('main-thread-ended'));
  if (space.flags(row) & vmFlag.gd) facts.push(fact('grows-down'));
  if (space.isExecutable(row)) facts.push(fact('stack-executable'));
  claims.claim(row, {
    kind: 'stack',
    certainty: 'exact',
    label: label('main-stack'),
    facts,
    object: claims.object({
      kind: 'main-stack',
      label: label('main-stack-object'),
      key: 'main-stack',
      ...(known ? { tid: owner } : {}),
    }),
    detail: { thread: known ? { tid: owner } : {}, ...(limit === undefined ? {} : { stackSize: asBytes(limit) }) },
  });
}

function claimHeap(space: Space, claims: Claims, row: number): void {
  const startBrk = space.startBrk();
  const object = claims.object({ kind: 'heap', label: label('heap'), key: 'heap' });
  // musl's malloc makes the first page at the break inaccessible (src/malloc/mallocng/malloc.c, alloc_meta).
  if (space.isInaccessible(row) && space.touchesNext(row) && space.name(row + 1) === '[heap]') {
    claims.claim(row, {
      kind: 'guard',
      certainty: 'strong',
      label: label('guard'),
      facts: [space.nameFact('[heap]'), fact('heap-guard-page')],
      object,
      detail: { guards: phrase('memory-above'), guardsAt: space.end(row) },
    });
    return;
  }
  if (startBrk !== undefined && space.end(row) <= startBrk) {
    // Kernels before vma_is_initial_heap compared with `<=`: they name what ends where the heap starts.
    claims.claim(row, zeroedData(fact('below-heap-start', { at: startBrk })));
    return;
  }
  claims.claim(row, {
    kind: 'heap',
    certainty: 'exact',
    label: label('heap'),
    facts: [space.nameFact('[heap]'), ...(startBrk === undefined ? [] : [fact('heap-start', { at: startBrk })])],
    object,
  });
  if (startBrk === undefined || startBrk <= space.start(row) || startBrk >= space.end(row)) return;
  const merged = zeroedData(fact('below-heap-start', { at: startBrk }), fact('merged-with-heap'));
  claims.cut(space.start(row), startBrk, cutPriority.heap, merged);
}

const zeroedData = (...facts: Fact[]): Verdict => ({
  kind: 'bss',
  certainty: 'exact',
  label: label('program-bss'),
  facts,
});

/** Says of what other rules have decided about why the kernel calls it [heap] all the same. Called behind them. */
export function remarkBreak(space: Space, claims: Claims): void {
  const startBrk = space.startBrk();
  if (startBrk === undefined) return;
  const row = space.rowAt(startBrk);
  if (row >= 0 && space.isNamedForBreakAlone(row)) claims.remark(row, fact('named-for-break', { at: startBrk }));
}

/** Claims every row whose name the kernel chose, and shadow stacks and stack pieces that carry no name. */
export function claimKernelNames(space: Space, claims: Claims): void {
  for (const row of space.bracketed) {
    const name = space.name(row);
    const kind = kindOfKernelName(name);
    if (name === '[stack]') claimMainStack(space, claims, row, space.nameFact(name));
    else if (name === '[heap]') claimHeap(space, claims, row);
    else if (kind !== undefined) {
      const base = space.auxiliaryPage('AT_SYSINFO_EHDR');
      const confirmed = kind === 'vdso' && base !== undefined && base === space.start(row);
      claims.claim(row, {
        kind,
        certainty: 'exact',
        label: label('kind', { kind }),
        facts: [space.nameFact(name), ...(confirmed ? [fact('vdso-base', { at: base })] : [])],
        object: claims.object({ kind: 'kernel', label: label('kernel-provided'), key: 'kernel' }),
      });
    } else if (/^\[stack:\d+\]$/.test(name)) {
      const tid = asTid(Number(name.slice(7, -1)));
      claims.claim(row, {
        kind: 'thread-stack',
        certainty: 'exact',
        label: label('thread-stack-of', { thread: tid }),
        facts: [fact('named-thread', { name })],
        object: claims.object({ kind: 'thread', label: label('thread', { thread: tid }), key: `thread:${tid}`, tid }),
        detail: { thread: { tid } },
      });
    } else if (!name.startsWith('[anon:') && !name.startsWith('[anon_shmem:')) {
      const known = otherKernelNames.has(name);
      claims.claim(row, {
        kind: 'kernel-object',
        certainty: known ? 'exact' : 'strong',
        label: label('name', { name }),
        facts: [fact('named', { name }), ...(known ? [] : [fact('unknown-name')])],
        object: claims.object({ kind: 'kernel', label: label('kernel-provided'), key: 'kernel' }),
      });
    }
  }
  claimUnnamedStackPiece(space, claims);
}

/** The piece that holds start_stack is the main stack even where no name says so. */
function claimUnnamedStackPiece(space: Space, claims: Claims): void {
  const startStack = space.startStack();
  if (startStack === undefined) return;
  const row = space.rowAt(asPageNumber(startStack));
  if (row < 0) return;
  if (space.isAnonymous(row)) {
    claimMainStack(space, claims, row, fact('holds-start-stack', { at: startStack }));
  }
  if (!claims.isKind(row, 'stack')) return;
  for (let below = row - 1; below >= 0 && space.touchesNext(below) && space.isAnonymous(below); below--) {
    if ((space.flags(below) & vmFlag.gd) === 0) break;
    claims.claim(below, {
      kind: 'stack',
      certainty: 'strong',
      label: label('main-stack'),
      facts: [fact('stack-piece', { size: space.pages(below) }), fact('stack-split')],
      object: claims.object({ kind: 'main-stack', label: label('main-stack-object'), key: 'main-stack' }),
    });
  }
}

/** Shadow stacks and droppable pages: anonymous memory that a flag identifies. */
export function claimFlaggedAnonymous(space: Space, claims: Claims, row: number): void {
  const flags = space.flags(row);
  if (flags & vmFlag.ss) {
    claims.claim(row, {
      kind: 'shadow-stack',
      certainty: 'exact',
      label: label('shadow-stack'),
      facts: [fact('shadow-stack-flag')],
    });
  } else if (flags & vmFlag.dp) {
    claims.claim(row, {
      kind: 'anon',
      certainty: 'strong',
      label: label('random-state'),
      facts: [fact('droppable'), fact('getrandom-state')],
    });
  }
}
