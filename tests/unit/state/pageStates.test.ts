import { pageStateBits } from '@contract/pages.ts';
import { asEpochMilliseconds } from '@contract/units.ts';
import { pageStates } from '@renderer/layout/pageState.ts';
import type { PageLine } from '@renderer/layout/pages/pageLine.ts';
import { LinePages } from '@renderer/state/pageStates.svelte.ts';
import { expect, it, vi } from 'vitest';

const line: PageLine = {
  spans: Float64Array.of(10, 14, 20, 22),
  offsets: Float64Array.of(0, 4),
  length: 6,
  notes: [],
};
const { present, exclusive, file } = pageStateBits;
const names = (pages: LinePages): string[] => Array.from(pages.states, (state) => pageStates[state] ?? '');

/** Pages whose states the test sets. */
function reading(bytes: () => readonly number[]) {
  const asked: number[][] = [];
  const inspect = (_call: string, { spans }: { spans: Float64Array }) => {
    asked.push([...spans]);
    return Promise.resolve({
      ok: true,
      value: { states: Uint8Array.from(bytes()), readAt: asEpochMilliseconds(0), bytesRead: 48 },
    });
  };
  return { asked, pages: new LinePages({ inspect } as unknown as ConstructorParameters<typeof LinePages>[0]) };
}

it('reads a line once, rests, and tells what has changed after that', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let bytes = [present | exclusive, 0, present | file, present, 0, 0];
  const { asked, pages } = reading(() => bytes);
  await pages.read(line);
  expect(asked).toEqual([[10, 14, 20, 22]]);
  expect(names(pages)).toEqual(['private', 'untouched', 'file', 'shared', 'untouched', 'untouched']);
  await pages.read(line);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(3000);
  bytes = [0, present | exclusive, present | file, present | exclusive, present | exclusive, 0];
  await pages.read(line);
  expect([pages.gained, pages.lost]).toEqual([2, 1]);
  expect(pages.changed.places).toEqual([0, 1, 3, 4]);
  vi.useRealTimers();
});

it('keeps what it knows when mappings come and go, and tells what came and went with them', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const own = present | exclusive;
  let bytes = [own, own, 0, 0, own, 0];
  const { asked, pages } = reading(() => bytes);
  await pages.read(line);
  // Pages 20 and 21 are unmapped; 14 and 15, and 30, are new.
  const grown: PageLine = {
    spans: Float64Array.of(10, 16, 30, 31),
    offsets: Float64Array.of(0, 6),
    length: 7,
    notes: [],
  };
  await pages.read(grown);
  expect(asked).toHaveLength(1);
  expect(names(pages)).toEqual(['private', 'private', 'untouched', 'untouched', 'unknown', 'unknown', 'unknown']);
  vi.advanceTimersByTime(3000);
  bytes = [own, own, 0, 0, own, 0, own];
  await pages.read(grown);
  expect(asked.at(-1)).toEqual([10, 16, 30, 31]);
  expect([pages.gained, pages.lost]).toEqual([2, 1]);
  expect(pages.changed.places).toEqual([4, 6]);
  expect(pages.share).toBeUndefined();
  // Another part of the process is read at once.
  await pages.read({ spans: Float64Array.of(500, 503), offsets: Float64Array.of(0), length: 3, notes: [] });
  expect(asked.at(-1)).toEqual([500, 503]);
  vi.useRealTimers();
});

it('says why pages cannot be read', async () => {
  const inspect = () => Promise.resolve({ ok: false, code: 'refused', message: 'No.' });
  const pages = new LinePages({ inspect } as unknown as ConstructorParameters<typeof LinePages>[0]);
  await pages.read(line);
  expect(pages.failure).toMatchObject({ message: 'No.' });
  expect(pages.share).toBeUndefined();
});
