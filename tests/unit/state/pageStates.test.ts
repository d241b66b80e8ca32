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

it('says why pages cannot be read', async () => {
  const inspect = () => Promise.resolve({ ok: false, code: 'refused', message: 'No.' });
  const pages = new LinePages({ inspect } as unknown as ConstructorParameters<typeof LinePages>[0]);
  await pages.read(line);
  expect(pages.failure).toMatchObject({ message: 'No.' });
  expect(pages.share).toBeUndefined();
});
