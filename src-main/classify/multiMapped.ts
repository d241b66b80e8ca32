/**
 * Memory that one process maps several times. HotSpot's Z collector keeps the Java heap in a memfd and maps it once for
 * each colour of its references, three times before JDK 21 (src/hotspot/os/linux/gc/z, ZPhysicalMemoryBacking); ring
 * buffers map twice. Each mapping counts the same pages in RSS.
 */
import type { MappingIndex } from '../contract/capture.ts';
import { fact, label } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { noFile } from './fileRows.ts';
import { baseName } from './paths.ts';
import type { Space } from './space.ts';

const javaHeap = '/memfd:java_heap (deleted)';

/** Whether a row shows the file that the Z collector keeps the Java heap in. */
export const isJavaHeapFile = (space: Space, row: MappingIndex): boolean => space.name(row) === javaHeap;

/** How often one page of each file is mapped shared at most, by the file's number; files mapped once are left out. */
export function sharedCopies(space: Space): ReadonlyMap<number, number> {
  const rows = new Map<number, number[]>();
  for (const row of space.named) {
    const file = space.files[row] ?? noFile;
    if (!space.isShared(row) || space.input.mappings.major[row] !== 0) continue;
    const known = rows.get(file);
    if (known) known.push(row);
    else rows.set(file, [row]);
  }
  const copies = new Map<number, number>();
  for (const [file, own] of rows) {
    const most = own.length < 2 ? 1 : deepest(space, own);
    if (most > 1) copies.set(file, most);
  }
  return copies;
}

/** The largest number of rows that show one page of their file. */
function deepest(space: Space, rows: readonly number[]): number {
  const steps = rows.flatMap((row) => {
    const from = space.offset(row);
    return [
      { at: from, by: 1 },
      { at: from + space.pages(row), by: -1 },
    ];
  });
  steps.sort((a, b) => a.at - b.at || a.by - b.by);
  let depth = 0;
  let most = 0;
  for (const { by } of steps) most = Math.max(most, (depth += by));
  return most;
}

/**
 * Claims the Java heap of the Z collector, all its copies as one, each with what is reserved for it: 16 times the heap's
 * size (ZVirtualToPhysicalRatio). Only where the virtual machine is loaded.
 */
export function claimJavaHeapFile(space: Space, claims: Claims, copies: ReadonlyMap<number, number>): void {
  const heap = space.named.filter((row) => isJavaHeapFile(space, row));
  if (heap.length === 0) return;
  const machine = space.named.find((row) => baseName(space.name(row)) === 'libjvm.so');
  if (machine === undefined) return;
  const loaded = fact('module-loaded', { path: space.name(machine) });
  const part = label('runtime-part', { part: 'java-heap' });
  const own = {
    object: claims.object({ kind: 'runtime', label: part, key: 'runtime:HotSpot:java-heap' }),
    detail: { runtime: 'HotSpot' },
  } as const;
  for (const row of heap) {
    const most = copies.get(space.files[row] ?? noFile) ?? 1;
    claims.claim(row, {
      kind: 'runtime-heap',
      certainty: 'strong',
      label: part,
      facts: [
        fact('memfd', { name: javaHeap }),
        fact('java-heap-file', { copies: most }),
        ...(most > 1 ? [fact('multi-mapped', { copies: most })] : []),
        loaded,
      ],
      ...own,
    });
    for (const [beside, touches] of [
      [row - 1, space.touchesNext(row - 1)],
      [row + 1, space.touchesNext(row)],
    ] as const) {
      if (!touches || !space.isAnonymous(beside) || !space.isInaccessible(beside)) continue;
      claims.claim(beside, {
        kind: 'reserve',
        certainty: 'strong',
        label: label('runtime-part', { part: 'java-heap-free' }),
        facts: [fact('java-heap-view', { at: space.start(row) }), loaded],
        ...own,
      });
    }
  }
}
