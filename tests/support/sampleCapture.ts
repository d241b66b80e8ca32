/** Captures made from a few lines of text: address range, permissions, name, kind, object and resident share. */
import { told, toldFact } from './words.ts';
import { missingFigure, type Capture, type MappedObject } from '@contract/capture.ts';
import { certainties, kindIds, type KindId } from '@contract/kinds.ts';
import { bitsOf, captureFacts } from './captureFacts.ts';

/** One region that is a whole mapping. */
export interface SampleRow {
  readonly start: number;
  readonly end: number;
  readonly perms: string;
  readonly label: string;
  readonly kind: KindId;
  /** Key of the object the row belongs to. */
  readonly object?: string;
  /** Rss over size. */
  readonly resident?: number;
}

/** A capture of these rows; `objects` are found by their key. */
export function captureOf(rows: readonly SampleRow[], objects: readonly MappedObject[] = [], sequence = 1): Capture {
  const length = rows.length;
  const start = Float64Array.from(rows, (row) => row.start);
  const end = Float64Array.from(rows, (row) => row.end);
  const texts = ['', ...new Set(rows.map((row) => row.label))];
  const textOf = new Map(texts.map((text, index) => [text, index]));
  const names = Uint32Array.from(rows, (row) => textOf.get(row.label) ?? 0);
  const objectOf = new Map(objects.map((object, index) => [object.key, index]));
  const sizes = Uint32Array.from(rows, (row) => Math.min(missingFigure - 1, (row.end - row.start) * 4));
  const resident = Uint32Array.from(rows, (row) =>
    Math.min(missingFigure - 1, (row.end - row.start) * 4 * (row.resident ?? 0)),
  );
  return {
    ...captureFacts(sequence),
    mappings: {
      length,
      start,
      end,
      perms: Uint8Array.from(rows, (row) => bitsOf(row.perms)),
      offset: new Float64Array(length),
      major: new Uint32Array(length),
      minor: new Uint32Array(length),
      inodeLow: new Uint32Array(length),
      inodeHigh: new Uint32Array(length),
      name: names,
      names: texts,
      rawNames: [],
    },
    smaps: {
      length,
      keys: ['Size', 'Rss', 'Private_Dirty', 'Shared_Dirty'],
      columns: [
        sizes,
        resident,
        Uint32Array.from(rows, (row, index) => (row.perms[1] === 'w' ? (resident[index] ?? 0) * 0.7 : 0)),
        new Uint32Array(length),
      ],
      vmFlags: new Uint32Array(length),
      vmFlagSets: [''],
    },
    regions: {
      length,
      start,
      end,
      mapping: Uint32Array.from(rows, (_, index) => index),
      kind: Uint8Array.from(rows, (row) => kindIds.indexOf(row.kind)),
      certainty: new Uint8Array(length).fill(certainties.indexOf('exact')),
      label: names,
      rule: new Uint8Array(length),
      labels: texts.map(told),
      object: Int32Array.from(rows, (row) => objectOf.get(row.object ?? '') ?? -1),
      facts: new Uint32Array(length),
      factSets: [[toldFact('a sample says so')]],
      details: [],
    },
    objects,
  };
}

const kib = (value: number): number => value / 4;
const mib = (value: number): number => value * 256;

interface Part {
  readonly pages: number;
  readonly perms: string;
  readonly label: string;
  readonly kind: KindId;
  readonly object?: string;
  readonly resident?: number;
}

/** Rows one after the other from a page on; a part without a label is a gap. */
function stacked(from: number, parts: readonly (Part | number)[]): SampleRow[] {
  const rows: SampleRow[] = [];
  let at = from;
  for (const part of parts) {
    const pages = typeof part === 'number' ? part : part.pages;
    if (typeof part !== 'number') {
      const { perms, label, kind, object, resident } = part;
      const row: SampleRow = { start: at, end: at + pages, perms, label, kind, resident: resident ?? 0 };
      rows.push(object === undefined ? row : { ...row, object });
    }
    at += pages;
  }
  return rows;
}

const libraries = [
  ['libstdc++.so.6.0.30', 600, 1100, 440, 56, 8, 12],
  ['libm.so.6', 64, 460, 360, 4, 4, 0],
  ['libgcc_s.so.1', 12, 92, 16, 4, 4, 0],
  ['libcrypto.so.3', 720, 2300, 860, 380, 12, 12],
  ['libc.so.6', 152, 1364, 332, 16, 8, 52],
  ['ld-linux-x86-64.so.2', 4, 156, 40, 8, 8, 0],
] as const;

/** A program with heap, libraries of several segments each, four threads with guards, an arena, vDSO and stack. */
export function sampleCapture(): Capture {
  const objects: MappedObject[] = [
    { kind: 'module', role: 'program', label: told('server'), key: 'program', path: '/usr/bin/server' },
    { kind: 'heap', label: told('Heap'), key: 'heap' },
    { kind: 'arena', label: told('malloc arena'), key: 'arena' },
    { kind: 'main-stack', label: told('Main stack'), key: 'stack' },
    { kind: 'kernel', label: told('vDSO'), key: 'vdso' },
    { kind: 'kernel', label: told('vsyscall'), key: 'vsyscall' },
  ];
  const module = (object: string, name: string, sizes: readonly number[]): Part[] => {
    const parts: Part[] = [];
    const kinds = ['rodata', 'text', 'rodata', 'relro', 'data', 'bss'] as const;
    const perms = ['r--p', 'r-xp', 'r--p', 'r--p', 'rw-p', 'rw-p'];
    sizes.forEach((size, index) => {
      const kind = kinds[index];
      if (size > 0 && kind) {
        parts.push({
          pages: kib(size),
          perms: perms[index] ?? '',
          label: `${name} ${kind}`,
          kind,
          object,
          resident: 0.9 - index * 0.13,
        });
      }
    });
    return parts;
  };
  const program = stacked(0x55d0c_2a41, module('program', 'server', [24, 188, 64, 8, 4, 16]));
  const heap = stacked(0x55d0c_4b10, [
    { pages: kib(132 * 9), perms: 'rw-p', label: 'heap', kind: 'heap', object: 'heap', resident: 0.82 },
  ]);
  const arena = stacked(0x7f2a0_0000, [
    { pages: kib(132), perms: 'rw-p', label: 'arena', kind: 'arena', object: 'arena', resident: 0.4 },
    { pages: mib(64) - kib(132), perms: '---p', label: 'arena reserve', kind: 'arena-reserve', object: 'arena' },
  ]);
  const threads: (Part | number)[] = [];
  for (const [index, name] of ['worker', 'logger', 'network', 'timer'].entries()) {
    const object = `thread:${index}`;
    objects.push({ kind: 'thread', label: told(`Thread ${4712 + index} (${name})`), key: object });
    threads.push(
      { pages: 1, perms: '---p', label: 'stack guard', kind: 'guard', object },
      {
        pages: mib(8) - 1,
        perms: 'rw-p',
        label: `stack of ${4712 + index} (${name})`,
        kind: 'thread-stack',
        object,
        resident: 0.01,
      },
      { pages: 1, perms: 'rw-p', label: 'TLS', kind: 'tls', object, resident: 1 },
    );
  }
  const modules: (Part | number)[] = [];
  for (const [name, ...sizes] of libraries) {
    const object = `module:${name}`;
    objects.push({
      kind: 'module',
      role: name.startsWith('ld-') ? 'loader' : 'library',
      label: told(name),
      key: object,
      path: `/usr/lib/x86_64-linux-gnu/${name}`,
    });
    modules.push(...module(object, name, sizes), name === 'libm.so.6' ? 3 : 0);
  }
  const middle = stacked(0x7f2a8_1c3f, [
    ...threads,
    { pages: mib(2.1) | 0, perms: 'rw-p', label: 'large malloc block', kind: 'malloc-block', resident: 1 },
    { pages: kib(2980), perms: 'r--p', label: '/usr/lib/locale/locale-archive', kind: 'file', resident: 0.1 },
    { pages: kib(64), perms: 'rwxp', label: 'generated code', kind: 'jit-code', resident: 0.6 },
    { pages: mib(1), perms: 'rw-s', label: '/dev/shm/ring', kind: 'posix-shm', resident: 0.5 },
    ...modules,
    { pages: 3, perms: 'rw-p', label: 'anonymous', kind: 'anon', resident: 1 },
  ]);
  const stack = stacked(0x7ffd3_8a21, [
    { pages: kib(132), perms: 'rw-p', label: 'stack', kind: 'stack', object: 'stack', resident: 0.3 },
    37,
    { pages: 4, perms: 'r--p', label: 'vvar', kind: 'vvar', object: 'vdso' },
    { pages: 2, perms: 'r-xp', label: 'vDSO', kind: 'vdso', object: 'vdso', resident: 0.5 },
  ]);
  const vsyscall = stacked(0xffffffffff600, [
    { pages: 1, perms: '--xp', label: 'vsyscall', kind: 'vsyscall', object: 'vsyscall' },
  ]);
  return captureOf([...program, ...heap, ...arena, ...middle, ...stack, ...vsyscall], objects);
}

/** A process of many small mappings, every eighth of them a guard, with a small hole after every fifth. */
export function crowdedCapture(count: number): Capture {
  const kinds = ['anon', 'malloc-block', 'runtime-heap', 'thread-stack', 'file', 'text', 'data'] as const;
  const rows: SampleRow[] = [];
  let at = 0x7f000_0000;
  for (let index = 0; index < count; index++) {
    const guard = index % 8 === 0;
    const kind = guard ? 'guard' : (kinds[(index * 7 + (index >> 6)) % kinds.length] ?? 'anon');
    const pages = guard ? 1 : 1 + ((index * 2_654_435_761) % 64);
    rows.push({
      start: at,
      end: at + pages,
      perms: guard ? '---p' : 'rw-p',
      label: `${kind} ${index % 100}`,
      kind,
      resident: (index % 10) / 10,
    });
    at += pages + (index % 5 === 0 ? 4 : 0);
  }
  return captureOf(rows);
}

/** One reservation of 15 TiB with a guard on either side, as sanitizers make them, and the vsyscall page. */
export function vastCapture(): Capture {
  const vast = 15 * 2 ** 28;
  return captureOf([
    { start: 0x7fff_7fff, end: 0x7fff_8000, perms: '---p', label: 'guard', kind: 'guard' },
    {
      start: 0x7fff_8000,
      end: 0x7fff_8000 + vast,
      perms: 'rw-p',
      label: 'shadow memory',
      kind: 'reserve',
      resident: 0.001,
    },
    { start: 0x7fff_8000 + vast, end: 0x7fff_8001 + vast, perms: '---p', label: 'guard', kind: 'guard' },
    { start: 0xffffffffff600, end: 0xffffffffff601, perms: '--xp', label: 'vsyscall', kind: 'vsyscall' },
  ]);
}
