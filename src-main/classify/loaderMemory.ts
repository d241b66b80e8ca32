/**
 * The dynamic loader's own memory: before malloc works it takes a few pages at a time from mmap (glibc elf/dl-minimal.c)
 * for its list of modules and for the main thread's control block, and the kernel places them beside the libraries that
 * it maps meanwhile. Nothing in them says so, which makes it a guess.
 */
import type { MappingIndex } from '../contract/capture.ts';
import { kindIndex, type KindId } from '../contract/kinds.ts';
import { fact, label } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import type { Space } from './space.ts';

/** Pieces seen are 8 to 24 KiB long; 64 KiB leave room for many libraries. */
const largest = 16;
/** What the loader maps or finds mapped when it takes memory: the parts of modules, and the kernel's pages. */
const neighbours: readonly KindId[] = ['text', 'rodata', 'relro', 'data', 'bss', 'vvar', 'vdso'];
/** Their numbers: each row beside memory of the process's own is looked up. */
const neighbourKinds: ReadonlySet<number> = new Set(neighbours.map((kind) => kindIndex[kind]));

/** Pages of a row that no rule has cut out. */
function unexplainedPages(space: Space, claims: Claims, row: MappingIndex): number {
  let left = space.pages(row);
  let reached = space.start(row);
  for (const { start, end } of claims
    .cutsIn(row)
    .slice()
    .sort((a, b) => a.start - b.start)) {
    const to = Math.min(end, space.end(row));
    left -= Math.max(0, to - Math.max(reached, start));
    reached = Math.max(reached, to);
  }
  return left;
}

/**
 * Claims small pieces of private memory that touch a module, in programs that have a loader. HotSpot and Ruby take such
 * pieces as well, for tables of collectors and pages of objects, so that nothing is guessed beside them.
 */
export function guessLoaderMemory(space: Space, claims: Claims, { jvm, ruby }: Runtimes): void {
  if (space.auxiliaryPage('AT_BASE') === undefined || !space.input.memory) return;
  if (jvm !== undefined || ruby !== undefined) return;
  const isNeighbour = (row: MappingIndex): boolean => neighbourKinds.has(claims.kind[row] ?? -1);
  for (const row of space.own) {
    if (!space.isPrivateWritable(row) || !claims.isOpen(row)) continue;
    const above = space.touchesNext(row) && isNeighbour(row + 1);
    const below = row > 0 && space.touchesNext(row - 1) && isNeighbour(row - 1);
    if (!above && !below) continue;
    // The main thread's control block, blocks of malloc and the like share such a row and are known by now.
    const size = unexplainedPages(space, claims, row);
    if (size > largest) continue;
    claims.claim(row, {
      kind: 'anon',
      certainty: 'guess',
      label: label('loader-memory'),
      facts: [fact('loader-piece', { size })],
    });
  }
}
