import { asPageNumber } from '@contract/units.ts';
import { kindSummaries, totalSize } from '@renderer/state/figures.ts';
import { locate, neighbours, selectByte, selectMapping, selectObject, selectRegion } from '@renderer/state/located.ts';
import { roomToGrow } from '@renderer/state/roomToGrow.ts';
import { withoutLabels } from '@lessons/hiddenLabels.ts';
import { describe, expect, it } from 'vitest';
import { told } from '../../support/words.ts';
import { sample, syntheticCapture } from './syntheticCapture.ts';

const capture = sample();

describe('a selection in a later capture', () => {
  it('is the same region while it stays', () => {
    expect(locate(capture, selectRegion(capture, 1))).toEqual({ level: 'region', region: 1, mapping: 1 });
  });
  it('follows a heap that grew', () => {
    const grown = syntheticCapture([
      {
        start: '600000',
        end: '700000',
        perms: 'rw-p',
        name: '[heap]',
        regions: [{ start: '600000', end: '700000', kind: 'heap' }],
      },
    ]);
    expect(locate(grown, selectRegion(capture, 1))).toMatchObject({ level: 'region', region: 0 });
  });
  it('follows a stack that grew downward', () => {
    const before = syntheticCapture([{ start: '7ffe0000', end: '7fff0000', perms: 'rw-p' }]);
    const after = syntheticCapture([{ start: '7ffd0000', end: '7fff0000', perms: 'rw-p' }]);
    expect(locate(after, selectRegion(before, 0))).toMatchObject({ level: 'region', region: 0 });
  });
  it('is gone when something else is mapped there, and never slides to that', () => {
    const before = syntheticCapture([{ start: '10000', end: '20000', perms: 'rw-p', name: '/a' }]);
    const selection = selectMapping(before, 0);
    for (const other of [
      { start: '10000', end: '20000', perms: 'rw-p', name: '/b' },
      { start: '15000', end: '30000', perms: 'rw-p', name: '/a' },
      { start: '8000', end: '18000', perms: 'rw-p' },
    ]) {
      expect(locate(syntheticCapture([other]), selection)).toEqual({ level: 'gone' });
    }
  });
  it('of a byte is the region of that byte, where two share its page', () => {
    expect(locate(capture, selectByte(asPageNumber(0x7f00007ff + 0x6ff / 4096)))).toMatchObject({ region: 2 });
    expect(locate(capture, selectByte(asPageNumber(0x7f00007ff + 0x700 / 4096)))).toMatchObject({ region: 3 });
  });
  it('is gone when nothing is mapped there', () => {
    expect(locate(syntheticCapture([{ start: '1000', end: '2000', perms: 'r--p' }]), selectRegion(capture, 1))).toEqual(
      {
        level: 'gone',
      },
    );
  });
  it('finds a mapping with its regions, an object by its key, and a gap between its neighbours', () => {
    expect(locate(capture, selectMapping(capture, 2))).toEqual({ level: 'mapping', mapping: 2, regions: [2, 3] });
    expect(locate(capture, selectObject(capture, 0)!)).toEqual({ level: 'object', object: 0, regions: [0] });
    expect(locate(capture, { level: 'gap', start: asPageNumber(0x402), end: asPageNumber(0x600) })).toEqual({
      level: 'gap',
      below: 0,
      above: 1,
    });
  });
});

it('measures the distance to the neighbours', () => {
  const near = neighbours(capture, asPageNumber(0x600), asPageNumber(0x621));
  expect(near.below).toEqual({ mapping: 0, distance: 0x1fe000 });
  expect(near.above?.mapping).toBe(2);
  expect(neighbours(capture, asPageNumber(0x400), asPageNumber(0x402)).below).toBeUndefined();
});

describe('sums', () => {
  it('by kind share a merged mapping out by size and say so', () => {
    const rows = kindSummaries(capture);
    expect(rows.find((row) => row.kind === 'heap')).toMatchObject({
      count: 1,
      size: 0x21000,
      rss: 40,
      approximate: false,
    });
    const parts = rows.filter((row) => row.approximate);
    expect(parts.map((row) => row.kind)).toEqual(['thread-stack', 'tls']);
    expect(parts.reduce((sum, row) => sum + row.rss!, 0)).toBe(2048);
  });
  it('have no figures while smaps is unread', () => {
    expect(kindSummaries(syntheticCapture([{ start: '1000', end: '2000', perms: 'r--p' }]))[0]).not.toHaveProperty(
      'rss',
    );
  });
  it('of a kind of which smaps has told nothing yet are unknown, not 0', () => {
    const rows = kindSummaries(
      syntheticCapture([
        { start: '1000', end: '2000', perms: 'r--p', figures: { Rss: 4 } },
        {
          start: '5000',
          end: '6000',
          perms: 'rw-p',
          regions: [{ start: '5000', end: '6000', kind: 'thread-stack' }],
        },
      ]),
    );
    expect(rows.find(({ kind }) => kind === 'thread-stack')).not.toHaveProperty('rss');
  });
  it('in all', () => {
    expect(totalSize(capture)).toBe(0x2000 + 0x21000 + 0x800000 + 0x1000);
  });
});

describe('room to grow', () => {
  it('of a heap is the way to the next mapping', () => {
    expect(roomToGrow(capture, 1)[0]).toMatch(/raise the heap by 127 TiB/);
  });
  it('of a stack is what its limit leaves', () => {
    const stack = syntheticCapture(
      [
        {
          start: '7ffe0000',
          end: '7fff0000',
          perms: 'rw-p',
          regions: [{ start: '7ffe0000', end: '7fff0000', kind: 'stack' }],
        },
      ],
      { stackLimit: 8 << 20 },
    );
    expect(roomToGrow(stack, 0)[0]).toBe('7.94 MiB more before the stack limit of 8 MiB (ulimit -s).');
  });
  it('of an arena is its reserve, of which nothing is told while its label is hidden', () => {
    const arena = syntheticCapture(
      [
        {
          start: '7f0000000000',
          end: '7f0000100000',
          perms: 'rw-p',
          regions: [{ start: '7f0000000000', end: '7f0000100000', kind: 'arena', object: 0 }],
        },
        {
          start: '7f0000100000',
          end: '7f0004000000',
          perms: '---p',
          regions: [{ start: '7f0000100000', end: '7f0004000000', kind: 'arena-reserve', object: 0 }],
        },
      ],
      { objects: [{ kind: 'arena', label: told('malloc arena'), key: 'arena:7f0000000000' }] },
    );
    expect(roomToGrow(arena, 0)[0]).toMatch(/^63 MiB of its reserve are left/);
    const hidden = withoutLabels(arena, { revealed: [0x7f0000000] });
    expect(roomToGrow(hidden, 0)).toEqual(['What lies above it is hidden, and so is what is left of its reserve.']);
  });
  it('is not claimed for what does not grow', () => {
    expect(roomToGrow(capture, 0)).toEqual([]);
  });
});
