/**
 * Names of kernel mappings that a source does not give, by what else it tells: the auxiliary vector, stack pointers,
 * memory, a fixed address, the neighbours.
 */
import type { MemoryPort } from '../../classify/input.ts';
import {
  permissionBits,
  type AuxiliaryValue,
  type MappingColumns,
  type MappingIndex,
  type ThreadFacts,
} from '../../contract/capture.ts';
import { pageNumberOf } from '../../contract/address.ts';
import type { KindId } from '../../contract/kinds.ts';
import { mappingName, rowAt } from '../../contract/rows.ts';
import { asPageNumber } from '../../contract/units.ts';
import { fact, type Fact } from '../../contract/verdict.ts';
import { auxvAddress, auxvTypes } from '../../procfs/auxv.ts';
import { assumedHeap } from './assumedHeap.ts';

/** Where x86-64 puts the vsyscall page, in pages (arch/x86/include/uapi/asm/vsyscall.h). */
const vsyscallPage = 0xf_ffff_ffff_f600;
/** Largest vDSO, in pages; it takes one or two. */
const largestVdso = 4;
/** Largest mapping of the kernel's clock data, in pages; one to four. */
const largestVvar = 8;

/** What a source tells beside its rows. */
export interface NamingFacts {
  readonly auxv: readonly AuxiliaryValue[];
  /** The main thread, where it is known. */
  readonly mainThread?: ThreadFacts;
  readonly memory?: MemoryPort;
}

/** Gives kernel mappings their names, and each name its reason. */
export function namedByPlace(
  mappings: MappingColumns,
  { auxv, mainThread, memory }: NamingFacts,
  reasons: Map<string, Fact>,
): MappingColumns {
  const names = [...mappings.names];
  const name = mappings.name.slice();
  const give = (row: MappingIndex, text: string, reason: Fact): void => {
    if (row < 0 || name[row] !== 0) return;
    if (!names.includes(text)) names.push(text);
    name[row] = names.indexOf(text);
    if (!reasons.has(text)) reasons.set(text, reason);
  };
  const holding = (type: number): MappingIndex => {
    const address = auxvAddress(auxv, type);
    return address === undefined ? -1 : rowAt(mappings, pageNumberOf(address));
  };
  const { execute, read, write } = permissionBits;
  give(holding(auxvTypes.random), '[stack]', fact('assumed-random'));
  const pointer = mainThread?.stackPointer;
  if (!reasons.has('[stack]') && pointer !== undefined) {
    const row = rowAt(mappings, asPageNumber(Math.floor(pointer)));
    // A stack of the thread's own making lies lower: the kernel puts the main one above all other memory.
    const above = Array.from(mappings.perms.subarray(row + 1)).filter((bits) => bits === (read | write)).length;
    if (row >= 0 && mappings.perms[row] === (read | write) && above === 0) give(row, '[stack]', fact('assumed-stack'));
  }
  give(holding(auxvTypes.vdso), '[vdso]', fact('assumed-vdso'));
  give(rowAt(mappings, asPageNumber(vsyscallPage)), '[vsyscall]', fact('assumed-vsyscall'));
  const pages = (row: MappingIndex): number => (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
  const plain = (row: MappingIndex, perms: number): boolean => name[row] === 0 && mappings.perms[row] === perms;
  const touching = (row: MappingIndex): boolean => mappings.end[row - 1] === mappings.start[row];
  const nameClock = (vdso: MappingIndex, reason: Fact): void => {
    for (let row = vdso - 1; row >= 0 && plain(row, read) && touching(row + 1) && pages(row) <= largestVvar; row--) {
      give(row, '[vvar]', reason);
    }
  };
  const told = reasons.has('[vdso]') ? name.indexOf(names.indexOf('[vdso]')) : -1;
  if (told >= 0) nameClock(told, fact('assumed-vvar-touches'));
  for (let row = 1; row < mappings.length && !reasons.has('[vdso]'); row++) {
    if (!plain(row, read | execute) || pages(row) > largestVdso || !plain(row - 1, read) || !touching(row)) continue;
    give(row, '[vdso]', shapeOfVdso);
    nameClock(row, shapeOfVdso);
  }
  const program = memory ? programRow(mappings, holding) : -1;
  const heap = memory && program >= 0 ? assumedHeap(mappings, memory, program) : undefined;
  if (heap) give(heap.row, '[heap]', heap.reason);
  return { ...mappings, names, name };
}

/** A row of the program: the one that holds its entry point or its program headers. */
function programRow(mappings: MappingColumns, holding: (type: number) => MappingIndex): MappingIndex {
  const row = holding(auxvTypes.entry);
  const found = row >= 0 ? row : holding(auxvTypes.programHeaders);
  return found >= 0 && mappingName(mappings, found).startsWith('/') ? found : -1;
}

const shapeOfVdso = fact('assumed-vdso-shape');

/** Reasons that only a shape or a place speaks for: what they name is not exact. */
const weakReasons: ReadonlySet<string> = new Set([
  'assumed-vdso-shape',
  'assumed-vvar-touches',
  'assumed-heap-chunks',
  'assumed-stack',
]);
const namedKinds: Readonly<Record<string, KindId>> = {
  '[vdso]': 'vdso',
  '[vvar]': 'vvar',
  '[heap]': 'heap',
  '[stack]': 'stack',
};

/** Kinds of region that must not be called exact, by the reasons for the names of their rows. */
export const inexactKinds = (reasons: ReadonlyMap<string, Fact>): ReadonlySet<KindId> =>
  new Set(
    [...reasons].flatMap(([name, { id }]) => (weakReasons.has(id) && namedKinds[name] ? [namedKinds[name]] : [])),
  );
