import { parseDiff } from '@main/cli/diffArguments.ts';
import { describe, expect, it } from 'vitest';

describe('the words of diff', () => {
  it('name two moments and bounds', () => {
    const parsed = parseDiff(['a.json.gz', '4711', '--json', '--fail-on', 'rss>+10M', '--fail-on', 'size<-4k']);
    if (!('bounds' in parsed)) throw new Error('expected options');
    expect(parsed).toMatchObject({ before: 'a.json.gz', after: '4711', json: true });
    const [rss, size] = parsed.bounds;
    expect([rss!.key, rss!.exceeded(10 * 1024 ** 2), rss!.exceeded(10 * 1024 ** 2 + 1)]).toEqual(['rss', false, true]);
    expect([size!.key, size!.exceeded(-4096), size!.exceeded(-4097)]).toEqual(['size', false, true]);
  });

  it.each([
    [['a'], /two moments/],
    [['a', 'b', 'c'], /one too many/],
    [['a', 'b', '--fail-on', 'rss'], /no bound/],
    [['a', 'b', '--fail-on', 'toString>1'], /no bound/],
    [['a', 'b', '--fail-on', 'rss>+10Q'], /not a unit/],
    [['a', 'b', '--fail-on', 'rss>+'], /a size is expected/],
  ])('%j are refused in a sentence', (words, sentence) => {
    expect(() => parseDiff(words)).toThrow(sentence);
  });
});
