import { describe, expect, test } from 'vitest';
import { chunkStates, type HeapTotals } from '@contract/inside.ts';
import { arenasReport, type ArenasPass } from '@main/inspect/heap/arenasReport.ts';
import { CachedChunks } from '@main/inspect/heap/cachedChunks.ts';
import type { HeapBounds } from '@main/inspect/heap/heapBounds.ts';
import { isSame, walkHeap } from '@main/inspect/heap/heapPass.ts';
import { heapReport, type Pass } from '@main/inspect/heap/heapReport.ts';
import type { MallocState } from '@main/inspect/heap/mallocState.ts';
import { heapImage, heapStart, memoryOf, type MadeChunk } from './syntheticHeap.ts';

const chunks: readonly MadeChunk[] = [
  { size: 64, used: true },
  { size: 512, used: false },
  { size: 128, used: true },
  { size: 4096, used: true },
];
const size = 64 + 512 + 128 + 4096;
const topAt = heapStart + 704;

const stateOf = (fields: Partial<MallocState> = {}): MallocState => ({
  start: 0x7f00_0000_0100,
  bins: 0x7f00_0000_0170,
  fastbins: 0x7f00_0000_0110,
  top: topAt,
  next: 0x7f00_0000_0100,
  systemBytes: size,
  end: 0x7f00_0000_0998,
  ...fields,
});

function passOf(
  made: readonly MadeChunk[] = chunks,
  {
    state = stateOf(),
    bounds = {},
    edit,
  }: { state?: MallocState; bounds?: Partial<HeapBounds>; edit?: (bytes: DataView) => void } = {},
): Pass {
  const bytes = heapImage(made);
  edit?.(new DataView(bytes.buffer));
  const steps = walkHeap(memoryOf(bytes), {
    bounds: {
      start: heapStart,
      end: heapStart + bytes.length,
      previous: 0,
      head: 0,
      otherArena: false,
      evidence: 'The kernel says so.',
      ...bounds,
    },
    state,
    cached: new CachedChunks(),
    fastbins: 'followed',
  });
  for (let turns = 0; turns < 100_000; turns++) {
    const step = steps.next();
    if (step.done) return step.value;
  }
  throw new Error('the walk does not end');
}

const bytesOf = ({ bytes }: Pick<HeapTotals, 'bytes'>, state: (typeof chunkStates)[number]): number =>
  bytes[chunkStates.indexOf(state)] ?? NaN;

describe('the report of one heap', () => {
  test('is whole when the walk ends at the end, and adds up what it saw', () => {
    const report = heapReport(passOf(), undefined, 'libc.so.6 is loaded.');
    expect(report).toMatchObject({ allocator: 'glibc', consistency: 'whole', counts: [2, 1, 0, 1, 0] });
    expect(report.bytes).toEqual([192, 512, 0, 4096, 0]);
    expect(report.fragmentation).toBe(512 / size);
    // 64 and 128 lie in the classes from 2^6 and 2^7, 512 in that from 2^9.
    expect(report.histogram).toEqual({ used: [0, 0, 1, 1], free: [0, 0, 0, 0, 0, 1] });
    expect(report.checks.join(' ')).toContain('with the top chunk');
    expect(report.checks.join(' ')).toContain('A second walk right after the first saw the same 4 chunks');
    expect(report.checks.join(' ')).toContain('1 free chunk: each repeats its size');
    expect(report.checks.join(' ')).toContain(`same top chunk, 0x${topAt.toString(16)}`);
    expect(report.checks.join(' ')).toContain(`add up to what malloc says that it has from the kernel, ${size} bytes`);
    expect(report.notes[0]).toBe('libc.so.6 is loaded.');
  });

  test('says that a static program’s heap speaks for itself, and that no cache told the key', () => {
    const { notes } = heapReport(passOf(), undefined, undefined);
    expect(notes[0]).toContain('static program');
    expect(notes.join(' ')).toContain('chunks in caches elsewhere count as used');
  });

  test('is torn when two walks differ, and says from where on', () => {
    const before = passOf(chunks.map((chunk) => ({ ...chunk, used: true })));
    const now = passOf();
    expect(isSame(before, now)).toBe(false);
    const report = heapReport(now, before, undefined);
    expect(report.consistency).toBe('torn');
    expect(report.checks.join(' ')).toContain(`the last two differ from 0x${(heapStart + 64).toString(16)} on`);
  });

  test('is torn when a free chunk does not repeat its size', () => {
    const report = heapReport(
      passOf(chunks, {
        edit: (bytes) => {
          bytes.setBigUint64(64 + 512, 96n, true);
        },
      }),
      undefined,
      '',
    );
    expect(report.consistency).toBe('torn');
    expect(report.checks.join(' ')).toContain('1 free chunk of 1 do not repeat their size');
  });

  test('is stopped where no chunk is, and says where', () => {
    const many = [...Array.from({ length: 20 }, () => ({ size: 64, used: true })), { size: 4096, used: true }];
    const state = stateOf({ top: heapStart + 20 * 64 });
    const broken = passOf(many, {
      state,
      edit: (bytes) => {
        bytes.setBigUint64(20 * 64 + 8, 7n, true);
      },
    });
    const report = heapReport(broken, undefined, '');
    expect(report.consistency).toBe('stopped');
    expect(report.checks[1]).toContain(`The walk ended at 0x${(heapStart + 19 * 64).toString(16)}.`);
    expect(report.checks[1]).toContain('is no chunk: its size word is 0x7');
  });

  test('says when chunks carry the flag of another sort of arena', () => {
    const report = heapReport(passOf(chunks, { bounds: { otherArena: true } }), undefined, '');
    expect(report.checks.join(' ')).toContain('2 chunks in use do not carry the flag of a further arena');
  });

  test.each([
    ['in another heap', stateOf({ top: 0x6000_0000_0000 }), 'names a top chunk in another heap, 0x600000000000'],
    ['in this heap and not where the walk ended', stateOf({ top: heapStart + 640 }), 'did not end there'],
  ])('says when malloc’s top chunk lies %s', (_, state, said) => {
    expect(heapReport(passOf(chunks, { state }), undefined, '').checks.join(' ')).toContain(said);
  });

  test('does not say that the sums agree when they do not', () => {
    const report = heapReport(passOf(chunks, { state: stateOf({ systemBytes: size + 16 }) }), undefined, '');
    expect(report.checks.join(' ')).not.toContain('add up');
  });

  test.each([
    ['broken', 'could not be followed to its end'],
    ['none', 'has no fastbins'],
    ['unknown', 'is not known, so chunks in fastbins count as used'],
  ] as const)('says when fastbins are %s', (fastbins, said) => {
    expect(heapReport({ ...passOf(), fastbins }, undefined, '').checks.join(' ')).toContain(said);
  });

  test('says that the state was not found', () => {
    const { walked, bounds, cached, fastbins } = passOf();
    expect(heapReport({ walked, bounds, cached, fastbins }, undefined, '').checks.at(-1)).toContain('was not found');
  });
});

describe('the report of all arenas', () => {
  const second = heapStart + 2 ** 30;
  const main = passOf();
  const older = passOf(chunks, { state: stateOf({ top: second }), bounds: { head: 0x8d0 } });
  const other: Pass = { ...older, bounds: { ...older.bounds, start: second, end: second + size, otherArena: true } };
  const arenas: ArenasPass = {
    circle: {
      arenas: [
        { main: true, state: stateOf(), heaps: [main.bounds] },
        { main: false, state: stateOf({ start: 0x7f01_0000_0030, systemBytes: size + 0x8d0 }), heaps: [other.bounds] },
      ],
      closed: true,
      evidence: ['2 arenas in all.'],
    },
    cached: new CachedChunks(),
    heaps: new Map([
      [heapStart, main],
      [second, { ...other, walked: { ...other.walked, endedAt: second + size } }],
    ]),
  };

  test('sums over all, and tells each with its heaps', () => {
    const report = arenasReport(arenas, new Map(), 'libc.so.6 is loaded.');
    expect(report).toMatchObject({ consistency: 'whole', allocator: 'glibc' });
    expect(bytesOf(report, 'used')).toBe(2 * 192);
    expect(report.counts).toEqual([4, 2, 0, 2, 0]);
    expect(report.histogram.free).toEqual([0, 0, 0, 0, 0, 2]);
    expect(report.fragmentation).toBe(512 / size);
    expect(report.arenas.map(({ main: own, heaps }) => [own, heaps.length])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    expect(report.arenas.map(({ checks }) => checks.join(' '))).toEqual([
      `Its chunks add up to the ${size} bytes that its state at 0x7f0000000100 says it has from the kernel.`,
      `Its chunks add up to the ${size + 0x8d0} bytes that its state at 0x7f0100000030 says it has from the kernel, with the heads of 1 heap.`,
    ]);
  });

  test('is torn where one heap is, and the other stays whole', () => {
    const report = arenasReport(arenas, new Map([[second, main]]), '');
    expect(report.consistency).toBe('torn');
    expect(report.arenas.map(({ consistency }) => consistency)).toEqual(['whole', 'torn']);
    expect(report.checks.join(' ')).toContain('of which 1 could be walked whole');
  });

  test('is stopped where arenas may be missing or an arena’s older heaps are', () => {
    expect(arenasReport({ ...arenas, circle: { ...arenas.circle, closed: false } }, new Map(), '').consistency).toBe(
      'stopped',
    );
    const broken = arenas.circle.arenas.map((arena) => ({ ...arena, broken: 'It ends.' }));
    const report = arenasReport({ ...arenas, circle: { ...arenas.circle, arenas: broken } }, new Map(), '');
    expect(report.arenas[1]).toMatchObject({ consistency: 'stopped' });
    expect(report.arenas[1]!.checks[0]).toBe('Older heaps are missing. It ends.');
  });

  test('says where an arena’s sums do not agree', () => {
    const changed = arenas.circle.arenas.map((arena) => ({ ...arena, state: stateOf({ systemBytes: 5 }) }));
    const report = arenasReport({ ...arenas, circle: { ...arenas.circle, arenas: changed } }, new Map(), '');
    expect(report.arenas[0]!.checks[0]).toContain(`says that it has 5 bytes from the kernel; its chunks are ${size}.`);
  });
});
