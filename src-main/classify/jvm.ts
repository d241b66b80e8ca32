/** HotSpot, the Java virtual machine: heap, code cache, class metadata. */
import { permissionBits } from '../contract/capture.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { claimJavaHeap } from './jvmHeap.ts';
import { isJavaHeapFile } from './multiMapped.ts';
import { baseName } from './paths.ts';
import { gib, mib, RuntimeClaims, runsOf, type Run } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';

/** Default ReservedCodeCacheSize with and without tiered compilation. */
const codeCaches = [240 * mib, 48 * mib];
/** Its three segments are rounded up to pages, each for itself: JDK 25 takes 240 MiB and 4 KiB. */
const codeCacheSlack = 3;
const suffixes: Readonly<Record<string, number>> = { k: mib / 1024, m: mib, g: gib, t: 1024 * gib };

/** Pages of a size option such as -Xmx512m, or undefined. */
function sizeOption(cmdline: readonly string[], prefix: RegExp): number | undefined {
  for (const argument of cmdline.slice().reverse()) {
    const match = prefix.test(argument) ? /(\d+)([kmgt]?)$/i.exec(argument) : null;
    if (match) return Number(match[1]) * (suffixes[(match[2] ?? '').toLowerCase()] ?? 1 / 4096);
  }
  return undefined;
}

function claimCodeCache(rules: RuntimeClaims, runs: readonly Run[]): void {
  const { space } = rules;
  const option = sizeOption(space.cmdline(), /^-XX:ReservedCodeCacheSize=/);
  const sizes = option === undefined ? codeCaches : [option, ...codeCaches];
  const parts = { heap: 'java-code-cache', reserve: 'java-code-cache-free', code: 'java-code' };
  for (const run of runs) {
    let stretch = run.first - 1;
    for (let first = run.first; first <= run.last; first++) {
      if (!space.isExecutable(first)) continue;
      stretch = Math.max(stretch, first);
      while (stretch < run.last && (space.isExecutable(stretch + 1) || space.isInaccessible(stretch + 1))) stretch++;
      const start = space.start(first);
      const last = sizes
        .map((size) => (start + size > space.end(stretch) ? -1 : space.rowAt(start + size - 1)))
        .find((row, index) => row >= 0 && space.end(row) - start - (sizes[index] ?? 0) <= codeCacheSlack);
      if (last === undefined) {
        rules.claim(first, 'jit-code', 'strong', parts.code, [fact('executable-anonymous')]);
        continue;
      }
      const part = { first, last, start, end: space.end(last) };
      rules.claimRun(part, 'strong', parts, [fact('java-code-cache', { size: part.end - part.start })]);
      first = last;
    }
  }
}

/** Class metadata: what touches the class data archive from above, 1 GiB in all. */
function claimClassSpace(rules: RuntimeClaims): void {
  const { space } = rules;
  for (const archive of space.named) {
    if (!baseName(space.name(archive)).endsWith('.jsa') || !space.touchesNext(archive)) continue;
    const accept = (row: number): boolean => row > archive && rules.isOpen(row);
    const run = runsOf(space, accept).find(
      ({ start }) => start - space.end(archive) >= 0 && start - space.end(archive) <= 16 * mib,
    );
    if (!run || run.end - run.start < gib / 2 || run.end - run.start > 4 * gib) continue;
    const facts = [fact('java-class-space', { path: space.name(archive), size: run.end - run.start })];
    rules.claimRun(run, 'strong', { heap: 'java-classes', reserve: 'java-classes-free', code: 'java-code' }, facts);
  }
}

/**
 * Metaspace takes 64 MiB at a time (share/memory/metaspace/metaspaceSettings.hpp), and neighbours merge. Reservations this
 * large that no other rule knows are a collector's: the Z collector's mark stacks have 8 GiB (ZMarkStackSpaceLimit).
 */
const largestMetaspace = gib;

/** Pairs of committed and reserved memory of one size: metaspace chunks and the collector's tables. */
function claimPairs(rules: RuntimeClaims, runs: readonly Run[]): void {
  const { space } = rules;
  for (const run of runs) {
    if (run.first === run.last) continue;
    let reserved = false;
    let committed = false;
    for (let row = run.first; row <= run.last; row++) {
      reserved ||= space.isInaccessible(row) && (space.flags(row) & vmFlag.nr) !== 0;
      committed ||= space.isPrivateWritable(row);
    }
    if (!reserved || !committed) continue;
    const size = run.end - run.start;
    const metaspace = run.start % (64 * mib) === 0 && size % (64 * mib) === 0 && size < largestMetaspace;
    const part = metaspace ? 'java-classes' : 'java-memory';
    rules.claimRun(run, 'guess', { heap: part, reserve: `${part}-reserve`, code: part }, [fact('java-tables')]);
  }
}

/**
 * The two polling pages (share/runtime/safepointMechanism.cpp): one that cannot be read and behind it one that only can.
 * A thread reads the page it was given; when it is to stop, that is the first one.
 */
function claimPollingPages(rules: RuntimeClaims): void {
  const { space } = rules;
  for (let row = 0; row + 1 < space.count; row++) {
    if (!space.isInaccessible(row) || space.pages(row) !== 1 || !space.touchesNext(row)) continue;
    const other = row + 1;
    const readOnly = space.perms[other] === permissionBits.read && space.pages(other) === 1;
    if (!readOnly || !rules.isOpen(row) || !rules.isOpen(other)) continue;
    rules.claim(row, 'reserve', 'strong', 'java-polling', [fact('java-polling')]);
    rules.claim(other, 'runtime-heap', 'strong', 'java-polling', [fact('java-polling')]);
  }
}

/** All rules of HotSpot. */
export function claimJvm(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'HotSpot', fingerprint);
  claimClassSpace(rules);
  const open = (): Run[] => runsOf(space, (row) => rules.isOpen(row));
  claimCodeCache(rules, open());
  const withArchive = (row: number): boolean => rules.isOpen(row) || baseName(space.name(row)).endsWith('.jsa');
  const largest = sizeOption(space.cmdline(), /^-Xmx|^-XX:MaxHeapSize=/);
  // The Z collector's heap is a file, and a reservation of the heap's size is something else of its own.
  if (!space.named.some((row) => isJavaHeapFile(space, row))) {
    claimJavaHeap(rules, runsOf(space, withArchive), largest);
  }
  claimPollingPages(rules);
  claimPairs(rules, open());
}
