import type { HeapWalk } from '@contract/inside.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import { byWorth, chunkAt, holderOf } from '@renderer/state/holders.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

const capture = sample();
const walk = { start: Float64Array.of(0x600000, 0x600020, 0x600080), size: Float64Array.of(0x20, 0x60, 0x40) };
const states = { ...walk, state: Uint8Array.of(0, 1, 0) };
const at = (address: number) => asPageNumber(address / pageBytes);
const full = states as unknown as HeapWalk;

describe('a byte of the heap', () => {
  it('belongs to the chunk that covers it, and to none behind the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x5ffff0, max: 0x6000d0 }), (address) => {
        const row = [0, 1, 2].find(
          (index) => address >= walk.start[index]! + 8 && address < walk.start[index]! + walk.size[index]! + 8,
        );
        const found = chunkAt(states, at(address));
        expect(found?.bytes).toBe(row === undefined ? undefined : walk.size[row]! - 8);
        expect(found?.span.start).toBe(row === undefined ? undefined : at(walk.start[row]! + 16));
      }),
    );
  });

  it('is held on by a block in use, and by nobody in a freed one', () => {
    expect(holderOf(capture, at(0x600010), { walk: full })).toMatchObject({ role: 'block' });
    expect(holderOf(capture, at(0x600030), { walk: full })).toMatchObject({
      role: 'end',
      stale: 'the block has been freed',
    });
    expect(holderOf(capture, at(0x600030), {})).toMatchObject({ role: 'end' });
  });
});

it('a program’s own data is a name, and what is not mapped is told as gone', () => {
  expect(holderOf(capture, at(0x400010), { symbol: 'g_sessions + 0x10 of sample' })).toMatchObject({
    role: 'root',
    what: expect.stringContaining('g_sessions + 0x10') as string,
  });
  expect(holderOf(capture, at(0x500000), {})).toMatchObject({ role: 'end' });
});

it('names come before blocks, and what is stale comes last', () => {
  const holder = (role: 'root' | 'block' | 'end', stale?: string) => ({
    at: at(0),
    role,
    what: '',
    ...(stale === undefined ? {} : { stale }),
  });
  const sorted = [holder('root', 'old'), holder('end'), holder('block'), holder('root')].sort(byWorth);
  expect(sorted.map(({ role, ...rest }) => [role, 'stale' in rest])).toEqual([
    ['root', false],
    ['block', false],
    ['end', false],
    ['root', true],
  ]);
});
