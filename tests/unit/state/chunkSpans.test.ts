import { chunkStates } from '@contract/inside.ts';
import { chunksWithin } from '@renderer/state/chunkSpans.ts';
import { chunkStateEntries } from '@renderer/state/chunkStates.ts';
import { rgbOf } from '@renderer/layout/colours.ts';
import { expect, it } from 'vitest';

const walk = (sizes: readonly number[], states: readonly (typeof chunkStates)[number][]) => {
  let at = 0x10_0000;
  const start = Float64Array.from(sizes, (size) => (at += size) - size);
  return { start, size: Float64Array.from(sizes), state: Uint8Array.from(states, (one) => chunkStates.indexOf(one)) };
};

it('are those that lie in the span, with their states and colours', () => {
  const chunks = walk([0x800, 0x1000, 0x800, 0x2000], ['used', 'free', 'cached', 'top']);
  expect(chunksWithin(chunks, 0x100, 0x104).map(({ name, start, end }) => [name, start, end])).toEqual([
    ['used', 0x100, 0x100 + 0.5],
    ['free', 0x100 + 0.5, 0x101 + 0.5],
    ['cached', 0x101 + 0.5, 0x102],
    ['top', 0x102, 0x104],
  ]);
  // The span's edges: a chunk that only touches it is not in it, one that reaches into it is.
  expect(chunksWithin(chunks, 0x102, 0x103).map(({ name }) => name)).toEqual(['top']);
  expect(chunksWithin(chunks, 0x101, 0x102).map(({ name }) => name)).toEqual(['free', 'cached']);
  expect(chunksWithin(chunks, 0x104, 0x200)).toEqual([]);
  expect(chunksWithin(chunks, 0x100, 0x101)[0]?.fill).toEqual({
    light: rgbOf(chunkStateEntries.used.light),
    dark: rgbOf(chunkStateEntries.used.dark),
  });
});

it('are none where there are more than could be told apart', () => {
  const many = walk(
    Array.from({ length: 20_000 }, () => 32),
    Array.from({ length: 20_000 }, () => 'used' as const),
  );
  expect(chunksWithin(many, 0x100, 0x200)).toEqual([]);
  expect(chunksWithin(many, 0x100, 0x102)).toHaveLength(256);
});
