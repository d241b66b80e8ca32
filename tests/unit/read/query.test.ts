import { parseQuery, type QueryTerm } from '@read/query.ts';
import { describe, expect, it } from 'vitest';

const terms = (text: string): readonly QueryTerm[] => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.terms;
};
const message = (text: string): string => {
  const parsed = parseQuery(text);
  return parsed.ok ? '' : parsed.message;
};

describe('a query', () => {
  it('of nothing has no terms', () => {
    expect(terms('   ')).toEqual([]);
  });

  it('takes an address with 0x', () => {
    expect(terms('0xffffffffff600123')).toEqual([{ type: 'address', address: 0xffffffffff600123n }]);
  });

  it('takes an address without 0x, but remembers that it may be a name', () => {
    expect(terms('7f12a000')).toEqual([{ type: 'address', address: 0x7f12a000n, orName: '7f12a000' }]);
  });

  it('takes words of hexadecimal letters for names', () => {
    expect(terms('face')).toEqual([{ type: 'name', text: 'face' }]);
  });

  it('takes a span as maps prints it', () => {
    expect(terms('7f00-7f10')).toEqual([{ type: 'span', start: 0x7f00n, end: 0x7f10n }]);
  });

  it('takes kinds by id, by name, and by a name with a space in it', () => {
    expect(terms('kind:heap')).toEqual([{ type: 'kind', kinds: ['heap'] }]);
    expect(terms('Thread Stack')).toEqual([{ type: 'kind', kinds: ['thread-stack'] }]);
    expect(terms('kind:tls')).toEqual([{ type: 'kind', kinds: ['tls'] }]);
  });

  it('takes permissions exactly or at least', () => {
    expect(terms('rw-p')).toEqual([{ type: 'permission', mask: 15, bits: 3 }]);
    expect(terms('rwx')).toEqual([{ type: 'permission', mask: 7, bits: 7 }]);
    expect(terms('w+x')).toEqual([{ type: 'permission', mask: 6, bits: 6 }]);
    expect(terms('wx')).toEqual(terms('w+x'));
  });

  it('takes stack and heap for all kinds of them', () => {
    for (const [word, ...some] of [
      ['stack', 'stack', 'thread-stack', 'coroutine-stack'],
      ['Heap', 'heap', 'arena', 'malloc-block'],
    ]) {
      const [term] = terms(word!);
      expect(term).toMatchObject({ type: 'kind', kinds: expect.arrayContaining(some) as unknown });
    }
  });

  it.each([
    ['rss>1M', 'rss', '>', 2 ** 20],
    ['size >= 64k', 'size', '>=', 65536],
    ['PSS<1.5GiB', 'pss', '<', 1.5 * 2 ** 30],
    ['swap>0', 'swap', '>', 0],
    ['rss > 1 MiB', 'rss', '>', 2 ** 20],
    ['size>=64 k', 'size', '>=', 65536],
    ['size = 4096 B', 'size', '=', 4096],
  ])('takes %s', (text, key, operator, value) => {
    expect(terms(text)).toEqual([{ type: 'comparison', key, operator, value }]);
  });

  it('joins terms, and keeps quoted text together', () => {
    expect(terms('"my lib" r-xp rss>4k').map((term) => term.type)).toEqual(['name', 'permission', 'comparison']);
    expect(terms('"my lib"')).toEqual([{ type: 'name', text: 'my lib' }]);
  });
});

describe('a wrong query gets a sentence', () => {
  it.each([
    ['0xzz', /is not an address/],
    ['0x11112222333344445', /1 to 16 hexadecimal digits/],
    ['7f10-7f00', /ends before it begins/],
    ['rss>lots', /a size is expected/],
    ['rss>1Q', /is not a unit/],
    ['weight>1', /cannot be compared/],
    ['kind:nonsense', /There is no kind/],
    ['"open', /is not closed/],
  ])('%s', (text, expected) => {
    expect(message(text)).toMatch(expected);
  });

  it('says that symbols are for the box alone', () => {
    expect(message('sym:malloc rss>1M')).toMatch(/^Symbols can be visited, not filtered by/);
  });
});
