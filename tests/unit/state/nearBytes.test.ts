import type { Outcome } from '@contract/calls.ts';
import { NearBytes, type NearBytesSource } from '@renderer/state/nearBytes.svelte.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sample } from './syntheticCapture.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function started(choices: { consent?: boolean; still?: boolean; outcome?: Outcome<unknown> } = {}) {
  const asked: unknown[] = [];
  const bytes = Uint8Array.of(1, 2, 3);
  const source = {
    memoryConsent: choices.consent ?? true,
    still: choices.still ?? false,
    store: {
      live: true,
      capture: sample(),
      inspect: (call: string, argument: { start: number }) => {
        asked.push([call, argument]);
        const value = { bytes, pages: Uint8Array.of(argument.start === 200 ? 1 : 0) };
        return Promise.resolve(choices.outcome ?? { ok: true, value });
      },
    },
  };
  const near = new NearBytes(source as unknown as NearBytesSource);
  const show = async (...pages: number[]): Promise<void> => {
    near.show(pages);
    await vi.advanceTimersByTimeAsync(200);
  };
  return { asked, bytes, source, near, show };
}

describe('the bytes of the pages one has zoomed into', () => {
  it('are read once for each capture', async () => {
    const { asked, bytes, source, near, show } = started();
    await show(100);
    await show(100);
    expect(asked).toEqual([['memory.read', { start: 100, length: 4096, consent: true }]]);
    expect(near.lookup.of(100)).toBe(bytes);
    source.store.capture = { ...source.store.capture, sequence: source.store.capture.sequence + 1 };
    await show(100);
    expect(asked).toHaveLength(2);
  });

  it('are forgotten when one looks elsewhere', async () => {
    const { near, show } = started();
    await show(100);
    await show(101);
    expect(near.lookup.of(100)).toBeUndefined();
    near.clear();
    expect(near.lookup.of(101)).toBeUndefined();
  });

  it('are not read where nothing is in memory, and the page says so', async () => {
    const { near, show } = started();
    await show(200);
    expect(near.lookup.of(200)).toMatch(/Not in memory/);
  });

  it('are not asked for without consent, nor of an opened capture', async () => {
    for (const [choice, said] of [
      [{ consent: false }, /agree in the Memory list/],
      [{ still: true }, /capture holds none/],
    ] as const) {
      const { asked, near, show } = started(choice);
      await show(100);
      expect(asked).toEqual([]);
      expect(near.lookup.of(100)).toMatch(said);
    }
  });

  it('are replaced by the reason when the kernel refuses', async () => {
    const { asked, near, show } = started({
      outcome: { ok: false, code: 'refused', message: 'Memory cannot be read.', why: 'Ptrace is restricted.' },
    });
    await show(100);
    await show(100);
    expect(near.lookup.of(100)).toBe('Memory cannot be read. Ptrace is restricted.');
    expect(asked).toHaveLength(1);
  });
});
