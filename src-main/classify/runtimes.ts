/** Memory of Go, CPython, .NET and the sanitizers, told by structure and gated on a fingerprint. */
import { fact, type Fact, type RuleId } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { claimErlang } from './erlang.ts';
import { msanPlaces, type Runtimes } from './fingerprints.ts';
import { claimHaskell } from './haskell.ts';
import { claimJvm } from './jvm.ts';
import { claimLuajit } from './luajit.ts';
import { claimMallocng } from './mallocng.ts';
import { claimMono } from './mono.ts';
import { claimMozilla } from './mozilla.ts';
import { claimPymalloc } from './pymalloc.ts';
import { claimQemu } from './qemu.ts';
import { claimRubyHeap } from './rubyHeap.ts';
import { claimSbcl } from './sbcl.ts';
import { claimSanitizerBlocks, claimSanitizerPlaces } from './sanitizerBlocks.ts';
import { gib, mib, RuntimeClaims, runsOf } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';
import { claimV8 } from './v8.ts';
import { claimZend } from './zend.ts';

const goArena = 64 * mib;
/** Where the classic Go heap begins (runtime/malloc.go); Go 1.26 begins at a random place. */
const goClassicStart = 0xc000000;

function claimGo(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'Go', fingerprint);
  for (const run of runsOf(space, (row) => rules.isOpen(row))) {
    const size = run.end - run.start;
    const whole = run.start % goArena === 0 && size % goArena === 0;
    const plain = (space.flags(run.first) & vmFlag.nr) === 0;
    if (whole && plain && space.isPrivateWritable(run.first)) {
      const facts = [
        fact('go-arenas', { size, at: run.start }),
        ...(run.start === goClassicStart ? [fact('go-classic-start')] : []),
      ];
      rules.claimRun(run, 'strong', { heap: 'go-heap', reserve: 'go-heap-free', code: 'go-heap' }, facts);
    } else if (run.last > run.first && size >= mib) {
      rules.claimRun(
        run,
        size >= goArena ? 'strong' : 'guess',
        { heap: 'go-table', reserve: 'go-table-free', code: 'go-memory' },
        [fact('go-islands', { size })],
      );
    }
  }
}

/** Arenas told by their size alone, where memory cannot be read: the headers of pools say more (pymalloc.ts). */
function claimPython(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || space.input.memory) return;
  const rules = new RuntimeClaims(space, claims, 'CPython', fingerprint);
  for (let row = 0; row < space.count; row++) {
    if (!rules.isOpen(row) || !space.isPrivateWritable(row) || space.pages(row) % mib !== 0) continue;
    if (space.pages(row) > 64 * mib || (space.flags(row) & (vmFlag.nh | vmFlag.nr)) !== 0) continue;
    const facts = [fact('pymalloc-arena', { size: space.pages(row) })];
    rules.claim(row, 'runtime-heap', 'guess', 'python-objects', facts);
  }
}

function claimDotnet(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, '.NET', fingerprint);
  for (const run of runsOf(space, (row) => rules.isOpen(row))) {
    if (run.end - run.start < 128 * gib) continue;
    const facts = [fact('dotnet-reservation', { size: run.end - run.start })];
    rules.claimRun(run, 'strong', { heap: 'dotnet-heap', reserve: 'dotnet-heap-free', code: 'dotnet-code' }, facts);
  }
}

/** Everything between the first and the last place of MSan's shadow: nothing else is ever mapped there. */
function claimMsan(space: Space, claims: Claims, fingerprint: Fact): void {
  const rules = new RuntimeClaims(space, claims, 'MemorySanitizer', fingerprint);
  const { start, end } = msanPlaces;
  for (let row = Math.max(0, space.rowAt(start)); row < space.count && space.start(row) < end; row++) {
    const kind = space.isInaccessible(row) ? 'reserve' : 'runtime-heap';
    rules.claim(row, kind, 'strong', 'msan-memory', [
      fact('sanitizer-place', { start, end, sanitizer: 'MemorySanitizer' }),
    ]);
  }
}

/** Where the program's own addresses begin again above TSan's on x86-64, in pages (tsan_platform.h, kMidAppMemBeg). */
const tsanReach = 0x5_5000_0000;

/** Sanitizers reserve terabytes at fixed addresses; sizes in pages. */
function claimSanitizers(space: Space, claims: Claims, found: Runtimes): void {
  const { addressSanitizer, threadSanitizer, memorySanitizer } = found;
  if (memorySanitizer !== undefined) claimMsan(space, claims, memorySanitizer);
  if (addressSanitizer !== undefined) {
    const rules = new RuntimeClaims(space, claims, 'AddressSanitizer', addressSanitizer);
    const places: readonly (readonly [number, number, string])[] = [
      [0x7fff7, 0x8fff7, 'asan-low-shadow'],
      [0x8fff7, 0x2008fff7, 'asan-shadow-gap'],
      [0x2008fff7, 0x10007fff8, 'asan-high-shadow'],
      [0x600000000, 0x640000000, 'asan-heap'],
    ];
    for (const [start, end, part] of places) {
      for (let row = Math.max(0, space.rowAt(start)); row < space.count && space.start(row) < end; row++) {
        if (space.start(row) < start || space.end(row) > end) continue;
        const kind = space.isInaccessible(row) ? 'reserve' : 'runtime-heap';
        rules.claim(row, kind, 'strong', part, [
          fact('sanitizer-place', { start, end, sanitizer: 'AddressSanitizer' }),
        ]);
      }
    }
  }
  if (threadSanitizer !== undefined) {
    const rules = new RuntimeClaims(space, claims, 'ThreadSanitizer', threadSanitizer);
    for (let row = 0; row < space.count; row++) {
      // What it keeps others out of is huge too; above lies the program, which may reserve as much for itself.
      if (space.pages(row) < 256 * gib || space.end(row) > tsanReach) continue;
      const kind = space.isInaccessible(row) ? 'reserve' : 'runtime-heap';
      const [start, end] = [space.start(row), space.end(row)];
      rules.claim(row, kind, 'strong', 'tsan-memory', [
        fact('sanitizer-place', { start, end, sanitizer: 'ThreadSanitizer' }),
      ]);
    }
  }
}

/** Allocators that leave no mark of their own: what is known is only that the library is there. */
function claimAllocators(space: Space, claims: Claims, runtimes: Runtimes): void {
  const rules: readonly (readonly [string, Fact | undefined, number])[] = [
    ['jemalloc', runtimes.jemalloc, mib / 2],
    ['tcmalloc', runtimes.tcmalloc, mib],
    ['mimalloc', runtimes.mimalloc, mib],
  ];
  for (const [name, fingerprint, unit] of rules) {
    if (fingerprint === undefined) continue;
    const runtime = new RuntimeClaims(space, claims, name, fingerprint);
    for (let row = 0; row < space.count; row++) {
      if (!space.isPrivateWritable(row) || space.pages(row) % unit !== 0) continue;
      runtime.claim(row, 'runtime-heap', 'guess', `${name}-heap`, [
        fact('allocator-unit', { size: unit, runtime: name }),
      ]);
    }
  }
}

type RuntimeClaim = (space: Space, claims: Claims, runtimes: Runtimes) => void;

/** What needs the fingerprint of one runtime only. */
const given =
  <Name extends keyof Runtimes>(
    name: Name,
    claim: (space: Space, claims: Claims, found: Runtimes[Name]) => void,
  ): RuntimeClaim =>
  (space, claims, runtimes) => {
    claim(space, claims, runtimes[name]);
  };

/** A rule by its name, and what it claims. */
type RuntimeRule = readonly [rule: RuleId, claim: RuntimeClaim];

/** The sanitizers come first of all, so that nobody walks through terabytes of shadow. */
const structureRules: readonly RuntimeRule[] = [
  ['sanitizers', claimSanitizerPlaces],
  ['sanitizers', claimSanitizers],
  ['sanitizers', claimSanitizerBlocks],
  ['mallocng', given('musl', claimMallocng)],
  ['python', given('python', claimPymalloc)],
  ['php', given('php', claimZend)],
  ['ruby', given('ruby', claimRubyHeap)],
  ['luajit', given('luajit', claimLuajit)],
  ['haskell', given('haskell', claimHaskell)],
  ['erlang', given('erlang', claimErlang)],
  ['mono', given('mono', claimMono)],
  ['sbcl', given('sbcl', claimSbcl)],
  ['mozilla', given('mozilla', claimMozilla)],
];

/** The most specific first. */
const shapeRules: readonly RuntimeRule[] = [
  ['v8', claimV8],
  ['jvm', given('jvm', claimJvm)],
  ['go', given('go', claimGo)],
  ['dotnet', given('dotnet', claimDotnet)],
  ['allocators', claimAllocators],
  ['python', given('python', claimPython)],
  ['qemu', given('qemu', claimQemu)],
];

function applyRules(rules: readonly RuntimeRule[], space: Space, claims: Claims, runtimes: Runtimes): void {
  for (const [rule, claim] of rules) {
    claims.rule = rule;
    claim(space, claims, runtimes);
  }
}

/**
 * Memory whose own structures tell what it is: headers, chains and counts that check themselves. What they explain no
 * rule of shapes looks at again.
 */
export const claimStructures = (space: Space, claims: Claims, runtimes: Runtimes): void => {
  applyRules(structureRules, space, claims, runtimes);
};

/** All runtime rules that go by shape. */
export const claimRuntimes = (space: Space, claims: Claims, runtimes: Runtimes): void => {
  applyRules(shapeRules, space, claims, runtimes);
};
