/**
 * Names that the kernel itself gives (`[heap]`, `[stack]`, `[vdso]`, …; fs/proc/task_mmu.c and the architectures'
 * special mappings), and memory that a flag or an address of `/proc/PID/stat` identifies as surely.
 */
import { kindEntry, type KindId } from '../contract/kinds.ts';
import { asBytes, asPageNumber, pageBytes } from '../contract/units.ts';
import { cutPriority, type ClaimDetail, type Claims } from './claims.ts';
import { vmFlag, type Space } from './space.ts';
import { addressText, pagesText, sizeText, threadText } from './wording.ts';

const kernelKinds: Readonly<Record<string, KindId>> = {
  '[vdso]': 'vdso',
  '[vsyscall]': 'vsyscall',
  '[uprobes]': 'uprobes',
};

const kindOfKernelName = (name: string): KindId | undefined =>
  Object.hasOwn(kernelKinds, name) ? kernelKinds[name] : /^\[vvar[^\]]*\]$/.test(name) ? 'vvar' : undefined;

/** What is known of the main stack's owner: limit, and how deep its stack pointer is. */
function mainStackDetail(space: Space, row: number): { detail: ClaimDetail; sentences: string[] } {
  const { process } = space.input;
  const limit = space.stackLimit();
  const owner = process.threads.find(({ tid }) => (tid as number) === (process.identity.pid as number));
  const pointer = owner?.stackPointer;
  const inside = pointer !== undefined && pointer >= space.start(row) && pointer < space.end(row);
  const sentences: string[] = [];
  if (limit !== undefined) sentences.push(`Max stack size in /proc/PID/limits lets it grow to ${sizeText(limit)}.`);
  if (inside && owner) {
    sentences.push(
      `The stack pointer of ${threadText(owner.tid, owner.name)} is ${addressText(pointer)}, ${sizeText((space.end(row) - pointer) * pageBytes)} below the top.`,
    );
  }
  return {
    detail: {
      thread: { tid: (owner?.tid ?? process.identity.pid) as never, name: owner?.name ?? process.comm },
      ...(limit === undefined ? {} : { stackSize: asBytes(limit) }),
      ...(inside ? { stackPointer: pointer, stackDepth: asBytes((space.end(row) - pointer) * pageBytes) } : {}),
    },
    sentences,
  };
}

function claimMainStack(space: Space, claims: Claims, row: number, first: string): void {
  const { detail, sentences } = mainStackDetail(space, row);
  const evidence = [first, ...sentences];
  if (space.flags(row) & vmFlag.gd) evidence.push('VmFlags has gd: the kernel makes it longer downward on demand.');
  if (space.isExecutable(row))
    evidence.push('It is executable: the program asked for that (PT_GNU_STACK) or is very old.');
  claims.claim(row, {
    kind: 'stack',
    certainty: 'exact',
    label: 'Stack of the main thread',
    evidence,
    object: claims.object({
      kind: 'main-stack',
      label: 'Main stack',
      key: 'main-stack',
      tid: space.input.process.identity.pid as never,
    }),
    detail,
  });
}

function claimHeap(space: Space, claims: Claims, row: number): void {
  const startBrk = space.input.process.addresses?.startBrk;
  const object = claims.object({ kind: 'heap', label: 'Heap', key: 'heap' });
  claims.claim(row, {
    kind: 'heap',
    certainty: 'exact',
    label: 'Heap',
    evidence: [
      'The kernel names it [heap].',
      ...(startBrk === undefined
        ? []
        : [`The brk heap starts at ${addressText(startBrk)} (start_brk in /proc/PID/stat).`]),
    ],
    object,
  });
  if (startBrk === undefined || startBrk <= space.start(row) || startBrk >= space.end(row)) return;
  claims.cut(space.start(row), startBrk, cutPriority.heap, {
    kind: 'bss',
    certainty: 'exact',
    label: 'Zeroed data of the program',
    evidence: [
      `It lies below start_brk (${addressText(startBrk)}), where the heap starts, in the same mapping.`,
      'The kernel merged the program’s zeroed data with the heap that follows it.',
    ],
  });
}

/** Claims every row whose name the kernel chose, and shadow stacks and stack pieces that carry no name. */
export function claimKernelNames(space: Space, claims: Claims): void {
  for (const row of space.named) {
    const name = space.name(row);
    if (!name.startsWith('[')) continue;
    const kind = kindOfKernelName(name);
    if (name === '[stack]') claimMainStack(space, claims, row, 'The kernel names it [stack].');
    else if (name === '[heap]') claimHeap(space, claims, row);
    else if (kind !== undefined) {
      const base = space.auxiliaryPage('AT_SYSINFO_EHDR');
      const confirmed = kind === 'vdso' && base !== undefined && base === space.start(row);
      claims.claim(row, {
        kind,
        certainty: 'exact',
        label: kindEntry(kind).name,
        evidence: [
          `The kernel names it ${name}.`,
          ...(confirmed ? [`AT_SYSINFO_EHDR in auxv is ${addressText(base)}, its start.`] : []),
        ],
        object: claims.object({ kind: 'kernel', label: 'Kernel-provided', key: 'kernel' }),
      });
    } else if (/^\[stack:\d+\]$/.test(name)) {
      const tid = Number(name.slice(7, -1));
      const thread = space.input.process.threads.find((one) => (one.tid as number) === tid);
      claims.claim(row, {
        kind: 'thread-stack',
        certainty: 'exact',
        label: `Stack of ${threadText(tid, thread?.name)}`,
        evidence: [`The kernel names it ${name} (Linux 3.4 to 4.4 named thread stacks).`],
        object: claims.object({
          kind: 'thread',
          label: threadText(tid, thread?.name),
          key: `thread:${tid}`,
          tid: tid as never,
        }),
        detail: { thread: { tid: tid as never, ...(thread ? { name: thread.name } : {}) } },
      });
    } else if (!name.startsWith('[anon:') && !name.startsWith('[anon_shmem:')) {
      claims.claim(row, {
        kind: 'kernel-object',
        certainty: 'exact',
        label: name,
        evidence: [`The kernel names it ${name}.`],
        object: claims.object({ kind: 'kernel', label: 'Kernel-provided', key: 'kernel' }),
      });
    }
  }
  claimUnnamedStackPiece(space, claims);
}

/** The piece that holds start_stack is the main stack even where no name says so. */
function claimUnnamedStackPiece(space: Space, claims: Claims): void {
  const startStack = space.input.process.addresses?.startStack;
  if (startStack === undefined) return;
  const row = space.rowAt(asPageNumber(startStack));
  if (row < 0) return;
  if (space.isAnonymous(row)) {
    claimMainStack(space, claims, row, `It holds start_stack (${addressText(startStack)}) of /proc/PID/stat.`);
  }
  if (!claims.isKind(row, 'stack')) return;
  for (let below = row - 1; below >= 0 && space.touchesNext(below) && space.isAnonymous(below); below--) {
    if ((space.flags(below) & vmFlag.gd) === 0) break;
    claims.claim(below, {
      kind: 'stack',
      certainty: 'strong',
      label: 'Stack of the main thread',
      evidence: [
        `It touches the main stack from below and VmFlags has gd, as the stack does (${pagesText(space.pages(below))}).`,
        'A change of permissions inside the stack split it into several mappings.',
      ],
      object: claims.object({ kind: 'main-stack', label: 'Main stack', key: 'main-stack' }),
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
      label: 'Shadow stack',
      evidence: ['VmFlags has ss: the kernel made it as a shadow stack.'],
    });
  } else if (flags & vmFlag.dp) {
    claims.claim(row, {
      kind: 'anon',
      certainty: 'strong',
      label: 'Random number state (vgetrandom)',
      evidence: [
        'VmFlags has dp: the kernel may drop its pages under pressure (MAP_DROPPABLE, Linux 6.11).',
        'C libraries ask for such memory to keep the state of getrandom in the vDSO.',
      ],
    });
  }
}
