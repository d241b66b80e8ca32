/** Memory of Go, CPython, .NET and the sanitizers, told by structure and gated on a fingerprint. */
import type { Claims } from './claims.ts';
import type { Runtimes } from './fingerprints.ts';
import { claimJvm } from './jvm.ts';
import { gib, mib, RuntimeClaims, runsOf } from './runtimeClaims.ts';
import { vmFlag, type Space } from './space.ts';
import { claimV8 } from './v8.ts';
import { addressText, pagesText } from './wording.ts';

const goArena = 64 * mib;
/** Where the classic Go heap begins (runtime/malloc.go); Go 1.26 begins at a random place. */
const goClassicStart = 0xc000000;

function claimGo(space: Space, claims: Claims, fingerprint: string | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'Go', fingerprint);
  for (const run of runsOf(space, (row) => rules.isOpen(row))) {
    const size = run.end - run.start;
    const whole = run.start % goArena === 0 && size % goArena === 0;
    const plain = (space.flags(run.first) & vmFlag.nr) === 0;
    if (whole && plain && space.isPrivateWritable(run.first)) {
      const evidence = [
        `${pagesText(size)} from ${addressText(run.start)}, whole arenas of 64 MiB at a multiple of 64 MiB.`,
        ...(run.start === goClassicStart ? ['0xc000000000 is where the Go heap begins.'] : []),
      ];
      rules.claimRun(run, 'strong', { heap: 'Go heap', reserve: 'Go heap, free', code: 'Go heap' }, evidence);
    } else if (run.last > run.first && size >= mib) {
      const evidence = [
        `It is part of ${pagesText(size)} of reserved addresses with islands of memory, as the Go runtime’s tables are.`,
      ];
      rules.claimRun(
        run,
        size >= goArena ? 'strong' : 'guess',
        { heap: 'Go runtime table', reserve: 'Go runtime table, free', code: 'Go memory' },
        evidence,
      );
    }
  }
}

function claimPython(space: Space, claims: Claims, fingerprint: string | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, 'CPython', fingerprint);
  for (let row = 0; row < space.count; row++) {
    if (!rules.isOpen(row) || !space.isPrivateWritable(row) || space.pages(row) % mib !== 0) continue;
    if (space.pages(row) > 64 * mib || (space.flags(row) & (vmFlag.nh | vmFlag.nr)) !== 0) continue;
    rules.claim(row, 'runtime-heap', 'guess', 'Python objects', [
      `Its size, ${pagesText(space.pages(row))}, is a multiple of 1 MiB, the arena of Python’s allocator (pymalloc).`,
    ]);
  }
}

function claimDotnet(space: Space, claims: Claims, fingerprint: string | undefined): void {
  if (fingerprint === undefined) return;
  const rules = new RuntimeClaims(space, claims, '.NET', fingerprint);
  for (const run of runsOf(space, (row) => rules.isOpen(row))) {
    if (run.end - run.start < 128 * gib) continue;
    const evidence = [
      `It is part of a reservation of ${pagesText(run.end - run.start)}, as .NET makes it for its heap.`,
    ];
    rules.claimRun(
      run,
      'strong',
      { heap: '.NET heap', reserve: '.NET heap, not committed', code: '.NET code' },
      evidence,
    );
  }
}

/** Sanitizers reserve terabytes at fixed addresses; sizes in pages. */
function claimSanitizers(space: Space, claims: Claims, { addressSanitizer, threadSanitizer }: Runtimes): void {
  if (addressSanitizer !== undefined) {
    const rules = new RuntimeClaims(space, claims, 'AddressSanitizer', addressSanitizer);
    const places: readonly (readonly [number, number, string])[] = [
      [0x7fff7, 0x8fff7, 'AddressSanitizer low shadow'],
      [0x8fff7, 0x2008fff7, 'AddressSanitizer shadow gap'],
      [0x2008fff7, 0x10007fff8, 'AddressSanitizer high shadow'],
      [0x600000000, 0x640000000, 'AddressSanitizer heap'],
    ];
    for (const [start, end, label] of places) {
      for (let row = Math.max(0, space.rowAt(start)); row < space.count && space.start(row) < end; row++) {
        if (space.start(row) < start || space.end(row) > end) continue;
        const kind = space.isInaccessible(row) ? 'reserve' : 'runtime-heap';
        rules.claim(row, kind, 'strong', label, [
          `It lies in ${addressText(start)} to ${addressText(end)}, a fixed place of AddressSanitizer.`,
        ]);
      }
    }
  }
  if (threadSanitizer !== undefined) {
    const rules = new RuntimeClaims(space, claims, 'ThreadSanitizer', threadSanitizer);
    for (let row = 0; row < space.count; row++) {
      if (space.pages(row) < 256 * gib && !(space.start(row) >= 0x7b0000000 && space.start(row) < 0x7c0000000))
        continue;
      const kind = space.isInaccessible(row) ? 'reserve' : 'runtime-heap';
      rules.claim(row, kind, 'strong', 'ThreadSanitizer memory', [
        `${pagesText(space.pages(row))} at one of ThreadSanitizer’s fixed places.`,
      ]);
    }
  }
}

/** Allocators that leave no mark of their own: what is known is only that the library is there. */
function claimAllocators(space: Space, claims: Claims, runtimes: Runtimes): void {
  const rules: readonly (readonly [string, string | undefined, number])[] = [
    ['jemalloc', runtimes.jemalloc, mib / 2],
    ['tcmalloc', runtimes.tcmalloc, mib],
    ['mimalloc', runtimes.mimalloc, mib],
  ];
  for (const [name, fingerprint, unit] of rules) {
    if (fingerprint === undefined) continue;
    const runtime = new RuntimeClaims(space, claims, name, fingerprint);
    for (let row = 0; row < space.count; row++) {
      if (!space.isPrivateWritable(row) || space.pages(row) % unit !== 0) continue;
      runtime.claim(row, 'runtime-heap', 'guess', `${name} heap`, [
        `Its size is a multiple of ${pagesText(unit)}, the unit of ${name}.`,
      ]);
    }
  }
}

/** All runtime rules, the most specific first. */
export function claimRuntimes(space: Space, claims: Claims, runtimes: Runtimes): void {
  claimSanitizers(space, claims, runtimes);
  claimV8(space, claims, runtimes);
  claimJvm(space, claims, runtimes.jvm);
  claimGo(space, claims, runtimes.go);
  claimDotnet(space, claims, runtimes.dotnet);
  claimAllocators(space, claims, runtimes);
  claimPython(space, claims, runtimes.python);
}
