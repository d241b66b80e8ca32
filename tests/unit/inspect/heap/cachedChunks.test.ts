import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CachedChunks } from '@main/inspect/heap/cachedChunks.ts';
import { MemoryWindow } from '@main/inspect/heap/memoryWindow.ts';
import { binOffsets, cacheForms, linkChunks, MadeMemory, makeCache, makeState, randomKey } from './syntheticHeap.ts';
import { stateAt } from '@main/inspect/heap/mallocState.ts';

const base = 0x7f00_1000_0000;
const cacheAt = base + 0x10;
/** Chunks of 48 bytes and of 1040, in two lists of every form. */
const small = [base + 0x2000, base + 0x1000, base + 0x1030];
const largest = [base + 0x5000];

function cacheOf(form: (typeof cacheForms)[number]): MadeMemory {
  const memory = new MadeMemory();
  makeCache(
    memory,
    cacheAt,
    form,
    new Map([
      [1, { size: 48, chunks: small }],
      [63, { size: 1040, chunks: largest }],
    ]),
  );
  return memory;
}

describe.each(cacheForms)('a thread’s cache of glibc $release', (form) => {
  test('tells every chunk in it', () => {
    const memory = cacheOf(form);
    const cached = new CachedChunks();
    cached.addCache(new MemoryWindow(memory), cacheAt);
    expect([...cached.addresses].sort()).toEqual([...small, ...largest].sort());
    expect([...cached.caches]).toEqual([cacheAt]);
    expect(cached.releases).toBe(
      form.chunk === 0x250 ? '2.26 to 2.29' : form.chunk === 0x290 ? '2.30 to 2.41' : '2.42 or later',
    );
  });

  test('is found among the chunks in use when it is not the first of its arena', () => {
    const cached = new CachedChunks();
    cached.tryCache(new MemoryWindow(cacheOf(form)), cacheAt, form.chunk);
    expect(cached.addresses.size).toBe(4);
  });

  test('tells chunks elsewhere only by a key', () => {
    const memory = cacheOf(form);
    const elsewhere = base + 0x9000;
    memory.chunk(elsewhere, 64).set(elsewhere + 24, form.key === 'cache' ? cacheAt + 16 : randomKey);
    const window = new MemoryWindow(memory);
    const cached = new CachedChunks();
    cached.addCache(window, cacheAt);
    // Before 2.30 the key's place may as well hold the program's own bytes.
    expect(cached.has(window, elsewhere)).toBe(form.chunk !== 0x250);
    memory.set(elsewhere + 24, 0x4142);
    expect(cached.has(new MemoryWindow(memory), elsewhere)).toBe(false);
  });

  /** A link to the program's bytes of a chunk, as this form stores it in another one. */
  const link = (from: number, to: number): bigint =>
    form.mangled ? BigInt(to + 16) ^ (BigInt(from + 16) >> 12n) : BigInt(to + 16);

  test.each([
    ['leads out of memory', (memory: MadeMemory) => memory.set(small[1]! + 16, 0x1111_1111_1110)],
    ['leads to a chunk of another size', (memory: MadeMemory) => memory.chunk(small[2]!, 64)],
    ['leads back', (memory: MadeMemory) => memory.set(small[2]! + 16, link(small[2]!, small[0]!))],
  ])('of which a list %s is not believed at all', (_, damage) => {
    const memory = cacheOf(form);
    damage(memory);
    const cached = new CachedChunks();
    cached.addCache(new MemoryWindow(memory), cacheAt);
    expect(cached.addresses.size).toBe(0);
    expect(cached.key).toBeUndefined();
  });

  test('holds what its counts say, or is none', () => {
    const memory = cacheOf(form);
    // List 5 is said to hold a chunk and holds none.
    memory.setByte(cacheAt + 16 + 5 * form.countBytes, 3);
    const cached = new CachedChunks();
    cached.addCache(new MemoryWindow(memory), cacheAt);
    // From 2.42 on the counts are of free places and say nothing.
    expect(cached.addresses.size).toBe(form.countsFree ? 4 : 0);
  });
});

test('a large list of glibc 2.42 holds chunks of several sizes', () => {
  const memory = new MadeMemory();
  const form = cacheForms.at(-1)!;
  const chunks = [base + 0x8000, base + 0xa000];
  makeCache(memory, cacheAt, form, new Map([[65, { size: 2048, chunks }]]));
  memory.chunk(chunks[1]!, 2560);
  const cached = new CachedChunks();
  cached.addCache(new MemoryWindow(memory), cacheAt);
  expect([...cached.addresses]).toEqual(chunks);
});

test('a chunk of another size is no cache, and neither is an absent page', () => {
  const memory = new MadeMemory().chunk(cacheAt, 0x2a0);
  const cached = new CachedChunks();
  cached.addCache(new MemoryWindow(memory), cacheAt);
  cached.addCache(new MemoryWindow(memory), base + 0x700000);
  cached.tryCache(new MemoryWindow(memory), cacheAt, 0x2a0);
  expect([...cached.caches]).toEqual([]);
});

describe('a link that could be plain as well as mangled', () => {
  const [form] = cacheForms;
  // The number of its page ends in 0, so that both readings of its link are places where a chunk may begin.
  const from = base + 0x10000;
  const to = base + 0x2000;
  const other = Number(BigInt(to + 16) ^ (BigInt(from + 16) >> 12n)) - 16;
  const addresses = (lists: [number, { size: number; chunks: number[] }][], end?: bigint): number[] => {
    const memory = new MadeMemory();
    makeCache(memory, cacheAt, form!, new Map(lists));
    memory.chunk(other, 48);
    if (end !== undefined) memory.set(other + 16, end);
    const cached = new CachedChunks();
    cached.addCache(new MemoryWindow(memory), cacheAt);
    return [...cached.addresses];
  };
  const mangledEnd = BigInt(other + 16) >> 12n;

  test('is told by the end of its list', () => {
    expect(addresses([[1, { size: 48, chunks: [from, to] }]])).toEqual([from, to]);
    expect(addresses([[1, { size: 48, chunks: [from, to] }]], 0x4142n)).toEqual([from, to]);
  });

  test('is not followed where both lead to an end, unless another list tells', () => {
    expect(addresses([[1, { size: 48, chunks: [from, to] }]], mangledEnd)).toEqual([]);
    const told: [number, { size: number; chunks: number[] }][] = [
      [1, { size: 48, chunks: [from, to] }],
      [63, { size: 1040, chunks: largest }],
    ];
    expect(addresses(told, mangledEnd)).toEqual([from, to, ...largest]);
  });
});

describe('fastbins', () => {
  const bins = base + 0x70;
  const chunks = [base + 0x3000, base + 0x4000];

  test.each([
    ['plain, before glibc 2.32', false],
    ['mangled, since glibc 2.32', true],
  ])('with %s links are followed to their ends', (_, mangled) => {
    const memory = new MadeMemory();
    makeState(memory, bins, { start: base, top: base + 0x9000, next: base, systemBytes: 0x21000 });
    for (const chunk of chunks) memory.chunk(chunk, 64);
    // Bin 2 holds chunks of 64 bytes.
    linkChunks(memory, bins - 0x60 + 2 * 8, chunks, { mangled, offset: 0 });
    const window = new MemoryWindow(memory);
    const cached = new CachedChunks();
    expect(cached.addFastbins(window, stateAt(window, base)!)).toBe('followed');
    expect([...cached.addresses]).toEqual(chunks);
    memory.chunk(chunks[1]!, 80);
    expect(new CachedChunks().addFastbins(new MemoryWindow(memory), stateAt(window, base)!)).toBe('broken');
  });

  test('are where the release has them, and nowhere in one without', () => {
    for (const [release, offset] of Object.entries(binOffsets)) {
      const memory = new MadeMemory();
      makeState(memory, base + offset, { start: base, top: base + 0x9000, next: base, systemBytes: 0x21000 });
      const window = new MemoryWindow(memory);
      const state = stateAt(window, base);
      expect(state?.fastbins, release).toBe(release === 'after 2.43' ? 'none' : base + offset - 0x60);
      expect(new CachedChunks().addFastbins(window, state!), release).toBe(
        release === 'after 2.43' ? 'none' : 'followed',
      );
    }
  });
});

test('hostile words neither loop nor throw', () => {
  const word = fc.oneof(
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.integer({ min: 0, max: 0x8000 }).map((offset) => BigInt(base + offset)),
    fc.constantFrom(0n, 0x251n, 0x291n, 0x301n, 0x31n, 0x41n),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(0x250, 0x290, 0x300),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 0xfff }), word), { maxLength: 300 }),
      (size, words) => {
        const memory = new MadeMemory();
        for (const [place, value] of words) memory.set(base + place * 8, value);
        memory.chunk(cacheAt, size);
        const window = new MemoryWindow(memory);
        const cached = new CachedChunks();
        cached.addCache(window, cacheAt);
        cached.tryCache(window, base + 0x800, size);
        const found = cached.addFastbins(window, { fastbins: base + 0x1000 });
        expect(['followed', 'broken']).toContain(found);
        for (const address of cached.addresses) expect(address % 16).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
