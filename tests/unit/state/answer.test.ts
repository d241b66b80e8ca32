import type { CallOptions, Outcome } from '@contract/calls.ts';
import { Answer } from '@renderer/state/answer.svelte.ts';
import { SvelteMap } from 'svelte/reactivity';
import { describe, expect, it } from 'vitest';

/** A question whose answers are given by hand. */
function question() {
  const wanted = new SvelteMap([['key', 'one']]);
  const asked: { readonly options: CallOptions; readonly settle: (outcome: Outcome<string>) => void }[] = [];
  const answer = new Answer<string>(() => wanted.get('key'));
  const ask = () => answer.ask((options) => new Promise((settle) => asked.push({ options, settle })));
  return { wanted, asked, answer, ask };
}
const ok = (value: string): Outcome<string> => ({ ok: true, value });

describe('an answer', () => {
  it('is told under the key that it was asked with, and under no other', async () => {
    const { wanted, asked, answer, ask } = question();
    const first = ask();
    expect(answer.share).toBe(0);
    asked[0]!.settle(ok('of one'));
    await first;
    expect([answer.value, answer.share]).toEqual(['of one', undefined]);
    wanted.set('key', 'two');
    expect([answer.value, answer.outcome]).toEqual([undefined, undefined]);
    wanted.set('key', 'one');
    expect(answer.value).toBe('of one');
  });

  it('is never that of a question which was overtaken', async () => {
    const { asked, answer, ask } = question();
    const [first, second] = [ask(), ask()];
    expect(asked[0]!.options.signal?.aborted).toBe(true);
    asked[1]!.settle(ok('new'));
    asked[0]!.settle(ok('old'));
    expect([await first, await second]).toEqual([undefined, ok('new')]);
    expect(answer.value).toBe('new');
  });

  it('stays until the next one is there, and tells how far that is', async () => {
    const { asked, answer, ask } = question();
    const first = ask();
    asked[0]!.settle(ok('before'));
    await first;
    const second = ask();
    asked[1]!.options.progress?.(0.5);
    expect([answer.value, answer.share]).toEqual(['before', 0.5]);
    asked[1]!.settle({ ok: false, code: 'refused', message: 'No.' });
    await second;
    expect([answer.value, answer.failure?.message]).toEqual([undefined, 'No.']);
  });

  it('does not come once the question was ended', async () => {
    const { asked, answer, ask } = question();
    const asking = ask();
    answer.stop();
    expect(answer.share).toBeUndefined();
    asked[0]!.settle(ok('late'));
    expect(await asking).toBeUndefined();
    expect(answer.outcome).toBeUndefined();
  });

  it('to a question in turn comes before the next one is asked, and of those that wait only the wanted one is', async () => {
    const { asked, answer, ask } = question();
    const request = () => new Promise<Outcome<string>>((settle) => asked.push({ options: {}, settle }));
    const first = ask();
    const overtaken = answer.askInTurn(request, () => false);
    const wanted = answer.askInTurn(request, () => true);
    expect(asked).toHaveLength(1);
    asked[0]!.settle(ok('slow'));
    await Promise.all([first, overtaken]);
    expect([answer.value, asked.length]).toEqual(['slow', 2]);
    asked[1]!.settle(ok('next'));
    await wanted;
    expect(answer.value).toBe('next');
  });
});
