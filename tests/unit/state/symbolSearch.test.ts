import type { Outcome } from '@contract/calls.ts';
import type { SymbolColumns } from '@contract/elfInside.ts';
import { asPageNumber } from '@contract/units.ts';
import { symbolName, SymbolSearch } from '@renderer/state/symbolSearch.svelte.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const symbols = (...names: readonly string[]): SymbolColumns => ({
  length: names.length,
  start: Float64Array.from(names, (_, index) => 0x401 + index),
  end: Float64Array.from(names, (_, index) => 0x401 + index + 1 / 16),
  type: new Uint8Array(names.length),
  names,
  rawNames: names,
  mapping: new Float64Array(names.length),
  module: new Uint32Array(names.length),
  modules: ['libc.so.6'],
  total: names.length,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A search whose answers come when the test says so. */
function searching() {
  const asked: { name: string; answer: (outcome: Outcome<SymbolColumns>) => void; signal: AbortSignal }[] = [];
  const inspect = (_call: string, { name }: { name: string }, { signal }: { signal: AbortSignal }) =>
    new Promise((answer) => asked.push({ name, answer, signal }));
  const search = new SymbolSearch({ inspect } as unknown as ConstructorParameters<typeof SymbolSearch>[0]);
  const answer = async (index: number, outcome: Outcome<SymbolColumns>): Promise<void> => {
    asked[index]!.answer(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { asked, search, answer };
}

it('is asked for by a prefix', () => {
  expect(['sym:malloc', ' SYM: malloc ', 'sym:'].map(symbolName)).toEqual(['malloc', 'malloc', '']);
  expect(['malloc', 'symbol', 'kind:heap'].map(symbolName)).toEqual([undefined, undefined, undefined]);
});

it('asks once the typing rests, and gives up what it asked before', async () => {
  const { asked, search, answer } = searching();
  search.ask('mall');
  search.ask('malloc');
  vi.advanceTimersByTime(1000);
  expect(asked.map(({ name }) => name)).toEqual(['malloc']);
  search.ask('free');
  expect(asked[0]!.signal.aborted).toBe(true);
  vi.advanceTimersByTime(1000);
  await answer(0, { ok: true, value: symbols('malloc') });
  expect(search.result.hits).toEqual([]);
  await answer(1, { ok: true, value: symbols('free') });
  expect(search.result).toEqual({
    hits: [{ level: 'page', start: 0x401, end: 0x402, at: 0x401 }],
    note: 'free is at 0x401000 in libc.so.6, 256 B',
  });
});

it('goes to the first hit when Enter was pressed before there was one', async () => {
  const { search, answer } = searching();
  const go = vi.fn();
  search.ask('malloc');
  search.whenFound(go);
  vi.advanceTimersByTime(1000);
  expect(go).not.toHaveBeenCalled();
  await answer(0, { ok: true, value: symbols('malloc') });
  expect(go).toHaveBeenCalledOnce();
  search.whenFound(go);
  expect(go).toHaveBeenCalledTimes(2);
});

it('says when there is none, when there are more, and why it could not look', async () => {
  const { search, answer } = searching();
  const ask = async (index: number, outcome: Outcome<SymbolColumns>): Promise<string | undefined> => {
    search.ask(`x${index}`);
    vi.advanceTimersByTime(1000);
    await answer(index, outcome);
    return search.result.note;
  };
  expect(await ask(0, { ok: true, value: symbols() })).toMatch(/^No mapped file has a symbol called “x0”/);
  expect(await ask(1, { ok: true, value: { ...symbols('a', 'b'), total: 700 } })).toBe(
    '700 symbols; the first 2 can be visited.',
  );
  expect(await ask(2, { ok: false, code: 'exited', message: 'Process 4711 has exited.' })).toBe(
    'Process 4711 has exited.',
  );
});

it('tells the symbol that covers an address, if one does, and only of the last address', async () => {
  const at = (address: number, name: string | null) => ({
    address,
    value: name === null ? null : { name, rawName: name, module: 'libc.so.6', start: 0x401, end: 0x402, mapping: 0 },
  });
  const known = [at(0x401, 'malloc'), at(0x401 + 1 / 256, 'malloc'), at(0x500, null)];
  const inspect = (_call: string, { address }: { address: number }) =>
    Promise.resolve({ ok: true, value: known.find((entry) => entry.address === address)?.value ?? null });
  const search = new SymbolSearch({ inspect } as unknown as ConstructorParameters<typeof SymbolSearch>[0]);
  const ask = async (address: number | undefined): Promise<string | undefined> => {
    search.askAt(address === undefined ? undefined : asPageNumber(address));
    await vi.advanceTimersByTimeAsync(1000);
    return search.at;
  };
  expect(await ask(0x401)).toBe('malloc');
  expect(await ask(0x401 + 1 / 256)).toBe('malloc + 0x10');
  expect(await ask(0x500)).toBeUndefined();
  expect(await ask(undefined)).toBeUndefined();
});
