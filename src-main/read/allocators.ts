/** Which malloc a process uses: only glibc's chunks are known here, and the memory of others must not be misread. */
import type { Capture } from '../contract/capture.ts';
import { regionView, rowAt } from '../contract/rows.ts';
import { asBytes, pageBytes, type Bytes, type PageNumber } from '../contract/units.ts';

/** An allocator that was recognised: its name, by what, and what is not known of its blocks. */
export interface Allocator {
  readonly name: string;
  readonly evidence: string;
  /** Why its blocks are not told, and how the program itself tells of them where it can. */
  readonly untold: string;
}

/** Libraries that take malloc's place, by the base name of the loaded file. */
const libraries: readonly (readonly [string, RegExp])[] = [
  ['jemalloc', /^libjemalloc[.-]/],
  ['tcmalloc', /^libtcmalloc/],
  ['mimalloc', /^libmimalloc/],
  ['Hoard', /^libhoard\./],
  ['snmalloc', /^libsnmalloc/],
  ['Scudo', /^lib(clang_rt\.)?scudo/],
  ['AddressSanitizer', /^lib(asan|clang_rt\.asan)/],
  ['ThreadSanitizer', /^lib(tsan|clang_rt\.tsan)/],
  ['musl’s malloc', /^(ld-musl-|libc\.musl-)/],
  ['bionic’s malloc', /^linker(64)?$/],
];
/** Programs that put PartitionAlloc in malloc's place (base/allocator in Chromium). */
const partitionAlloc = /^(chrome|chromium|chromium-browser|headless_shell|electron|msedge|brave|opera|vivaldi-bin)$/;
const glibc = /^(libc\.so\.6|libc-2\.\d+\.so)$/;
const runtimes: Readonly<Record<string, string>> = { Go: 'the Go runtime' };

const records =
  'It keeps what is in use and free in records apart from the blocks, whose form changes with its versions';
/** What makes a program print the figures of its allocator when it ends (jemalloc(3), gperftools, mimalloc). */
const printing: Readonly<Record<string, string>> = {
  jemalloc: 'MALLOC_CONF=stats_print:true',
  tcmalloc: 'MALLOCSTATS=2',
  mimalloc: 'MIMALLOC_SHOW_STATS=1',
};

function untoldOf(name: string): string {
  const setting = printing[name];
  return setting === undefined
    ? 'Which of its blocks are in use and which are free is not told here.'
    : `${records}, so that neither is told here. Started with ${setting}, the program prints both at its end.`;
}

const allocatorOf = (name: string, evidence: string): Allocator => ({ name, evidence, untold: untoldOf(name) });

const ofRuntime = (runtime: string): Allocator => {
  const name = runtimes[runtime] ?? runtime;
  return allocatorOf(name, `The memory belongs to ${name}.`);
};

const baseName = (path: string): string => path.replace(/ \(deleted\)$/, '').slice(path.lastIndexOf('/') + 1);

/** The allocator that owns the heap at a page, or all heaps, instead of glibc's malloc; undefined when nothing speaks for one. */
export function otherAllocator(capture: Capture, page?: PageNumber): Allocator | undefined {
  const row = page === undefined ? -1 : rowAt(capture.regions, page);
  const region = row < 0 ? undefined : regionView(capture.regions, row);
  const runtime = region?.kind === 'heap' ? undefined : region?.detail?.runtime;
  if (runtime !== undefined && runtime !== 'glibc') return ofRuntime(runtime);
  for (const { kind, role, path } of capture.objects) {
    if (kind !== 'module' || path === undefined) continue;
    const name = baseName(path);
    const known = libraries.find(([, pattern]) => pattern.test(name));
    if (known) return allocatorOf(known[0], `${name} is loaded, and its malloc takes the place of glibc’s.`);
    if (role === 'program' && partitionAlloc.test(name)) {
      return allocatorOf('PartitionAlloc', `${name} puts PartitionAlloc in the place of glibc’s malloc.`);
    }
  }
  const scudo = capture.mappings.names.find((name) => name.startsWith('[anon:scudo:'));
  if (scudo !== undefined) return allocatorOf('Scudo', `Memory is named ${scudo}.`);
  return undefined;
}

/** What says that glibc's malloc is at work; undefined for a static program, whose chunks must speak for themselves. */
export function glibcEvidence(capture: Capture): string | undefined {
  const library = capture.objects.find(
    ({ kind, path }) => kind === 'module' && path !== undefined && glibc.test(baseName(path)),
  );
  return library && `${baseName(library.path ?? '')} is loaded, and nothing that takes its malloc’s place.`;
}

/** What hands out memory in a process that has no heap of glibc's malloc; undefined when nothing speaks for anything. */
export function allocatorInstead(capture: Capture): Allocator | undefined {
  const other = otherAllocator(capture);
  if (other) return other;
  for (let row = 0; row < capture.regions.length; row++) {
    const { kind, detail } = regionView(capture.regions, row);
    if (kind === 'runtime-heap' && detail?.runtime !== undefined) return ofRuntime(detail.runtime);
  }
  return undefined;
}

/** Bytes of addresses that are labelled as an allocator's, reservations not counted. */
export function bytesHeldBy({ regions }: Capture, allocator: Allocator): Bytes {
  let pages = 0;
  for (let row = 0; row < regions.length; row++) {
    const { kind, detail, start, end } = regionView(regions, row);
    if (kind === 'runtime-heap' && (runtimes[detail?.runtime ?? ''] ?? detail?.runtime) === allocator.name) {
      pages += end - start;
    }
  }
  return asBytes(pages * pageBytes);
}
