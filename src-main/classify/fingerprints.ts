/** Which runtimes a process contains. Asked once; every structural rule of a runtime is gated on its answer. */
import { fact, type Fact } from '../contract/verdict.ts';
import type { Module } from './modules.ts';
import type { Space } from './space.ts';
import type { ThreadBlock } from './threadControlBlocks.ts';
import { baseName } from './paths.ts';

/** What was recognised; each value is the fact that says by what. */
export interface Runtimes {
  readonly v8?: Fact;
  readonly chromium?: Fact;
  readonly jvm?: Fact;
  readonly go?: Fact;
  readonly python?: Fact;
  readonly dotnet?: Fact;
  readonly addressSanitizer?: Fact;
  readonly threadSanitizer?: Fact;
  readonly memorySanitizer?: Fact;
  readonly leakSanitizer?: Fact;
  readonly jemalloc?: Fact;
  readonly tcmalloc?: Fact;
  readonly mimalloc?: Fact;
  readonly glibc?: Fact;
  readonly musl?: Fact;
  readonly ruby?: Fact;
  readonly php?: Fact;
  readonly qemu?: Fact;
  readonly innodb?: Fact;
  readonly mozilla?: Fact;
  readonly erlang?: Fact;
  readonly haskell?: Fact;
  readonly luajit?: Fact;
  readonly mono?: Fact;
  readonly sbcl?: Fact;
  readonly boehm?: Fact;
}

type Runtime = keyof Runtimes;

/** Whether malloc is not glibc's: sanitizers, Firefox and other allocators put their own in its place. */
export const replacesMalloc = (found: Runtimes): boolean =>
  [
    found.addressSanitizer,
    found.threadSanitizer,
    found.memorySanitizer,
    found.leakSanitizer,
    found.jemalloc,
    found.tcmalloc,
    found.mimalloc,
    found.mozilla,
  ].some((other) => other !== undefined);

/** Base names of loaded files, without the mark of deletion. */
const moduleRules: readonly (readonly [Runtime, RegExp])[] = [
  ['v8', /^(node|nodejs|deno|bun|d8|electron|chrome|chromium|libnode\.so.*|libv8.*\.so.*)$/],
  [
    'chromium',
    /^(chrome|chromium|chromium-browser|headless_shell|electron|msedge|brave|opera|vivaldi-bin|code|slack)$/,
  ],
  ['jvm', /^libjvm\.so$/],
  ['python', /^(python[\d.]*|libpython[\d.]+[a-z]*\.so.*|pypy[\d.]*)$/],
  ['dotnet', /^libcoreclr\.so$/],
  ['addressSanitizer', /^libasan\.so/],
  ['leakSanitizer', /^liblsan\.so/],
  ['threadSanitizer', /^libtsan\.so/],
  ['jemalloc', /^libjemalloc\.so/],
  ['tcmalloc', /^libtcmalloc.*\.so/],
  ['mimalloc', /^libmimalloc.*\.so/],
  ['glibc', /^libc(\.so\.6|-2\.\d+\.so)$/],
  ['musl', /^(ld-musl-.*\.so.*|libc\.musl-.*\.so.*)$/],
  ['ruby', /^(ruby[\d.]*|libruby[-\d.]*\.so.*)$/],
  ['php', /^(php(-fpm|-cgi)?[\d.]*|libphp[\d.]*\.so.*|frankenphp)$/],
  ['qemu', /^qemu-(system-.*|kvm)$/],
  ['innodb', /^(mariadbd|mysqld)$/],
  ['mozilla', /^libxul\.so$/],
  ['erlang', /^beam(\.smp|\.jit)?$/],
  ['luajit', /^(luajit.*|libluajit.*\.so.*)$/],
  ['mono', /^(mono(-sgen)?|libmonosgen.*\.so.*|libmono-2.*\.so.*)$/],
  ['sbcl', /^sbcl$/],
  ['boehm', /^libgc\.so/],
];

/** musl's loader is its C library, which a distribution may keep under another name. */
const muslFolder = /-linux-musl\w*\/libc\.so$/;

/** ASan's shadow on x86-64 lies at fixed addresses (compiler-rt asan_mapping.h): low shadow, gap, high shadow. */
const asanLowShadow = { start: 0x7fff7, end: 0x8fff7 } as const;
/** Where TSan's and MSan's shadows on x86-64 both begin (compiler-rt: tsan_platform.h, msan.h). */
const shadowStart = 0x1000_0000;
/** MSan's shadow and origins, in pages; only MSan has shadow of its own from 0x500000000000 to 0x510000000000. */
export const msanPlaces = { start: shadowStart, end: 0x5_1000_0000, own: 0x5_0000_0000 } as const;

/** Recognises runtimes from loaded files, the Go linker's note, threads' control blocks, and the sanitizers' addresses. */
export function findRuntimes(space: Space, modules: readonly Module[], blocks: readonly ThreadBlock[]): Runtimes {
  const found: Partial<Record<Runtime, Fact>> = {};
  for (const module of modules) {
    const name = baseName(module.path.replace(/ \(deleted\)$/, ''));
    for (const [runtime, pattern] of moduleRules) {
      if (pattern.test(name)) found[runtime] ??= fact('module-loaded', { path: module.path });
    }
    if (muslFolder.test(module.path)) found.musl ??= fact('module-loaded', { path: module.path });
    if (module.image?.goBuildId !== undefined) found.go ??= fact('go-build-id', { path: module.path });
    const marks = module.image?.marks ?? [];
    if (marks.includes('go')) found.go ??= fact('go-sections', { path: module.path });
    if (marks.includes('haskell')) found.haskell ??= fact('ghc-section', { path: module.path });
  }
  // A static program has its C library without a file of its name.
  for (const { library, address } of blocks) found[library] ??= fact('control-block', { library, at: address });
  const low = space.rowAt(asanLowShadow.start);
  if (
    low >= 0 &&
    space.isAnonymous(low) &&
    space.start(low) === asanLowShadow.start &&
    space.end(low) === asanLowShadow.end
  ) {
    found.addressSanitizer ??= fact('asan-shadow');
  }
  const shadow = space.rowAt(shadowStart);
  if (
    shadow >= 0 &&
    space.isAnonymous(shadow) &&
    space.start(shadow) === shadowStart &&
    space.pages(shadow) > 2 ** 28
  ) {
    if (hasMsanShadow(space)) found.memorySanitizer ??= fact('msan-shadow');
    else found.threadSanitizer ??= fact('tsan-shadow');
  }
  return found;
}

function hasMsanShadow(space: Space): boolean {
  const row = space.rowAt(msanPlaces.own);
  return row >= 0 && space.isAnonymous(row) && space.start(row) === msanPlaces.own && space.end(row) === msanPlaces.end;
}
