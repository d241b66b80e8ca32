/** V8 in Node, Chromium and Electron: heap pages, code ranges, WebAssembly memories, the sandbox. */
import { fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import { claimPartitionAlloc } from './partitionAlloc.ts';
import { gib, mib, RuntimeClaims, runsOf, type Run } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';
import { claimV8Cages, guessLowestAddresses } from './v8Cages.ts';

/** V8's page: 256 KiB, aligned to its size. */
const heapPage = mib / 4;
const tib = 1024 * gib;
/** A sandbox reservation with its guard regions is larger than this; nothing else in the process is. */
const sandboxPart = 64 * gib;
/** Code ranges by platform and version: 128 MiB to 512 MiB. */
const codeRanges = [128 * mib, 256 * mib, 512 * mib];

/** A WebAssembly memory: 2 GiB of guard, the memory, and guard up to 10 GiB in all (or 8 GiB without the first). */
function claimWasmMemories(rules: RuntimeClaims): void {
  const { space } = rules;
  for (let row = 1; row + 1 < space.count; row++) {
    if (!rules.isOpen(row) || !space.isPrivateWritable(row) || !rules.isOpen(row + 1) || !rules.isOpen(row - 1))
      continue;
    const framed =
      space.isInaccessible(row - 1) &&
      space.isInaccessible(row + 1) &&
      space.touchesNext(row - 1) &&
      space.touchesNext(row);
    if (!framed || space.pages(row) % 16 !== 0 || space.pages(row - 1) < 2 * gib) continue;
    const reserved = space.pages(row) + space.pages(row + 1);
    if (reserved < 8 * gib || reserved > 8 * gib + mib) continue;
    const facts = [
      fact('wasm-frame', { memory: space.pages(row), below: space.pages(row - 1), above: space.pages(row + 1) }),
    ];
    rules.claim(row, 'runtime-heap', 'strong', 'wasm-memory', facts);
    rules.claim(row - 1, 'reserve', 'strong', 'wasm-guard', facts);
    rules.claim(row + 1, 'reserve', 'strong', 'wasm-guard', facts);
  }
}

/** Code ranges: a run of exactly a code range's size in which something is executable. */
function claimCodeRanges(rules: RuntimeClaims): void {
  const { space, claims } = rules;
  const accept = (row: number): boolean =>
    rules.isOpen(row) || claims.isKind(row, 'text') || claims.isKind(row, 'rodata');
  for (const run of runsOf(space, accept)) {
    for (const part of codeRangesIn(space, run)) {
      rules.claimRun(part, 'strong', { heap: 'v8-code-header', reserve: 'v8-code-free', code: 'v8-code' }, [
        fact('v8-code-range', { size: part.end - part.start, at: part.start }),
      ]);
    }
  }
}

/** Parts of a run that have a code range's size, hold executable memory, and begin and end at mapping bounds. */
function codeRangesIn(space: Space, run: Run): Run[] {
  const parts: Run[] = [];
  // Rows of a run touch, so the row that would end a range is found by address; a running count finds code in it.
  const executableUpTo = [0];
  for (let row = run.first; row <= run.last; row++) {
    const code = space.isAnonymous(row) && space.isExecutable(row) ? 1 : 0;
    executableUpTo.push((executableUpTo.at(-1) ?? 0) + code);
  }
  for (let first = run.first; first <= run.last; first++) {
    const start = space.start(first);
    for (const size of codeRanges) {
      const last = start + size > run.end ? -1 : space.rowAt(start + size - 1);
      if (last < 0 || space.end(last) !== start + size) continue;
      const code = (executableUpTo[last + 1 - run.first] ?? 0) - (executableUpTo[first - run.first] ?? 0);
      if (code === 0) continue;
      parts.push({ first, last, start, end: start + size });
      first = last;
      break;
    }
  }
  return parts;
}

function claimHeapPages(rules: RuntimeClaims, inSandbox: (page: number) => boolean): void {
  const { space } = rules;
  for (let row = 0; row < space.count; row++) {
    if (!rules.isOpen(row) || space.isInaccessible(row) || space.isExecutable(row)) continue;
    const start = space.start(row);
    const aligned = start % heapPage === 0;
    const flags = space.flags(row);
    const both = (flags & vmFlag.dc) !== 0 && (flags & vmFlag.nr) !== 0;
    if (inSandbox(start)) {
      rules.claim(row, 'runtime-heap', 'strong', 'v8-heap', [fact('v8-sandbox-inside')]);
    } else if (aligned && both) {
      rules.claim(row, 'runtime-heap', 'strong', space.pages(row) === heapPage ? 'v8-heap-page' : 'v8-heap-pages', [
        fact('v8-page-aligned'),
        fact('v8-page-flags'),
      ]);
    } else if (
      aligned &&
      (flags & vmFlag.known) === 0 &&
      space.pages(row) % heapPage === 0 &&
      space.isPrivateWritable(row)
    ) {
      rules.claim(row, 'runtime-heap', 'guess', 'v8-heap-pages', [fact('v8-page-size')]);
    }
  }
}

/**
 * Runs of a terabyte and more hold V8's sandboxes, each from its lower guard region to its upper one; what touches them is
 * none of them. Found before anything inside them is claimed and so splits the run.
 */
function findSandboxes({ space }: RuntimeClaims, runs: readonly Run[]): Run[] {
  const isLarge = (row: number): boolean => space.isInaccessible(row) && space.pages(row) >= sandboxPart;
  return runs.flatMap((run) => {
    if (run.end - run.start < tib) return [];
    let { first, last } = run;
    while (first < last && !isLarge(first)) first++;
    while (last > first && !isLarge(last)) last--;
    return { first, last, start: space.start(first), end: space.end(last) };
  });
}

/** Claims what the sandboxes reserve. */
function claimSandboxes(rules: RuntimeClaims, sandboxes: readonly Run[]): void {
  const { space } = rules;
  for (const run of sandboxes) {
    for (let row = run.first; row <= run.last; row++) {
      if (!space.isInaccessible(row)) continue;
      const facts = [fact('v8-sandbox', { size: run.end - run.start })];
      rules.claim(row, 'reserve', 'strong', space.pages(row) >= sandboxPart ? 'v8-sandbox' : 'v8-sandbox-free', facts);
    }
  }
}

/** All rules of V8, of Chromium's allocator and of what it reserves. */
export function claimV8(space: Space, claims: Claims, { v8, chromium }: Runtimes): void {
  if (v8 === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'V8', v8);
  const isOpen = (row: number): boolean => rules.isOpen(row);
  const sandboxes = chromium === undefined ? [] : findSandboxes(rules, runsOf(space, isOpen));
  const inSandbox = (page: number): boolean => sandboxes.some(({ start, end }) => page >= start && page < end);
  const outside = (row: number): boolean => isOpen(row) && !inSandbox(space.start(row));
  claimWasmMemories(rules);
  claimCodeRanges(rules);
  if (chromium !== undefined) {
    claimPartitionAlloc(new RuntimeClaims(space, claims, 'PartitionAlloc', chromium), outside);
    if (sandboxes.length > 0) claimV8Cages(rules, new RuntimeClaims(space, claims, 'Oilpan', chromium), outside);
    guessLowestAddresses(new RuntimeClaims(space, claims, 'Chromium', chromium));
  }
  claimSandboxes(rules, sandboxes);
  claimHeapPages(rules, inSandbox);
}
