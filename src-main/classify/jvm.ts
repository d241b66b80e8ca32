/** HotSpot, the Java virtual machine: heap, code cache, class metadata. */
import type { Claims } from './claims.ts';
import { gib, mib, RuntimeClaims, runsOf, type Run } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';
import { addressText, baseName, pagesText } from './wording.ts';

/** Default ReservedCodeCacheSize with and without tiered compilation. */
const codeCaches = [240 * mib, 48 * mib];
const suffixes: Readonly<Record<string, number>> = { k: mib / 1024, m: mib, g: gib, t: 1024 * gib };

/** Pages of a size option such as -Xmx512m, or undefined. */
function sizeOption(cmdline: readonly string[], prefix: RegExp): number | undefined {
  for (const argument of cmdline.slice().reverse()) {
    const match = prefix.test(argument) ? /(\d+)([kmgt]?)$/i.exec(argument) : null;
    if (match) return Number(match[1]) * (suffixes[(match[2] ?? '').toLowerCase()] ?? 1 / 4096);
  }
  return undefined;
}

function claimHeap(rules: RuntimeClaims, runs: readonly Run[]): void {
  const { space } = rules;
  const option = sizeOption(space.input.process.cmdline, /^-Xmx|^-XX:MaxHeapSize=/);
  const compressed = [4 * gib, 32 * gib];
  for (const run of runs) {
    const size = run.end - run.start;
    const sized = option !== undefined && Math.abs(size - option) < mib && size >= mib;
    const below = compressed.find((limit) => run.end >= limit && run.end - limit <= mib && run.start < limit);
    if (!sized && (below === undefined || size < 8 * mib)) continue;
    const evidence = [
      `${pagesText(size)} of touching mappings from ${addressText(run.start)} form one reservation.`,
      ...(sized ? ['Its size is the largest heap size on the command line.'] : []),
      ...(below === undefined
        ? []
        : [`It ends at ${pagesText(below)}, below which Java places its heap so that references fit 32 bits.`]),
    ];
    rules.claimRun(
      run,
      'strong',
      { heap: 'Java heap', reserve: 'Java heap, not committed', code: 'Java heap' },
      evidence,
    );
  }
}

function claimCodeCache(rules: RuntimeClaims, runs: readonly Run[]): void {
  const { space } = rules;
  const option = sizeOption(space.input.process.cmdline, /^-XX:ReservedCodeCacheSize=/);
  const sizes = option === undefined ? codeCaches : [option, ...codeCaches];
  const labels = { heap: 'Java code cache', reserve: 'Java code cache, free', code: 'Java generated code' };
  for (const run of runs) {
    let stretch = run.first - 1;
    for (let first = run.first; first <= run.last; first++) {
      if (!space.isExecutable(first)) continue;
      stretch = Math.max(stretch, first);
      while (stretch < run.last && (space.isExecutable(stretch + 1) || space.isInaccessible(stretch + 1))) stretch++;
      const start = space.start(first);
      const last = sizes
        .map((size) => (start + size > space.end(stretch) ? -1 : space.rowAt(start + size - 1)))
        .find((row, index) => row >= 0 && space.end(row) === start + (sizes[index] ?? 0));
      if (last === undefined) {
        rules.claim(first, 'jit-code', 'strong', labels.code, ['It is executable memory without a file.']);
        continue;
      }
      const part = { first, last, start, end: space.end(last) };
      const size = pagesText(part.end - part.start);
      rules.claimRun(part, 'strong', labels, [
        `It lies in ${size} of executable and reserved mappings, the size of HotSpot’s code cache.`,
      ]);
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
    const evidence = [
      `It follows the class data archive ${baseName(space.name(archive))} and is ${pagesText(run.end - run.start)} long, as compressed class space is.`,
    ];
    rules.claimRun(
      run,
      'strong',
      { heap: 'Java class metadata', reserve: 'Java class space, free', code: 'Java generated code' },
      evidence,
    );
  }
}

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
    const metaspace = run.start % (64 * mib) === 0 && (run.end - run.start) % (64 * mib) === 0;
    const label = metaspace ? 'Java class metadata' : 'memory of the Java virtual machine';
    const evidence = [
      'Committed parts and a reserved rest (VmFlags nr) touch, as in the virtual machine’s own tables.',
    ];
    rules.claimRun(run, 'guess', { heap: label, reserve: `reserve for ${label}`, code: label }, evidence);
  }
}

/** All rules of HotSpot. */
export function claimJvm(space: Space, claims: Claims, fingerprint: string | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'HotSpot', fingerprint);
  claimClassSpace(rules);
  const open = (): Run[] => runsOf(space, (row) => rules.isOpen(row));
  claimCodeCache(rules, open());
  const withArchive = (row: number): boolean => rules.isOpen(row) || baseName(space.name(row)).endsWith('.jsa');
  claimHeap(rules, runsOf(space, withArchive));
  claimPairs(rules, open());
}
