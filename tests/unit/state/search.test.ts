import { addressOf } from '@contract/address.ts';
import { parseQuery } from '@read/query.ts';
import { search, type SearchResult } from '@renderer/state/search.ts';
import { describe, expect, it } from 'vitest';
import { told } from '../../support/words.ts';
import { sample, syntheticCapture, type MappingRow } from './syntheticCapture.ts';

const capture = sample();
const ask = (text: string, of = capture): SearchResult => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return search(of, parsed.terms);
};
const starts = (text: string): readonly string[] => ask(text).hits.map((hit) => addressOf(hit.start).toString(16));

describe('an address', () => {
  it('is answered with its region and the offset in it', () => {
    expect(ask('0x600010').hits).toEqual([{ level: 'page', start: 0x600, end: 0x601, at: 0x600 + 16 / 4096 }]);
    expect(ask('0x600010').note).toBe('0x600010 is 0x10 (16) bytes into Heap');
  });
  it('inside a page that two regions share goes to the right one', () => {
    expect(ask('0x7f00007ff6ff').note).toContain('stack of thread 4712');
    expect(ask('0x7f00007ff700').note).toContain('is the start of');
  });
  it('is exact above 2^53', () => {
    expect(starts('0xffffffffff600fff')).toEqual(['ffffffffff600000']);
    expect(ask('0xffffffffff601000').note).toMatch(/above everything/);
  });
  it('in a gap gets the gap and a sentence', () => {
    expect(ask('0x500000').hits).toEqual([{ level: 'gap', start: 0x402, end: 0x600, at: 0x500 }]);
    expect(ask('0x500000').note).toMatch(/not mapped: it lies in a gap of 1.99 MiB, 1 MiB below 0x600000/);
  });
  it('without 0x may be part of a name when nothing is mapped there', () => {
    expect(starts('4712')).toEqual(['7f0000000000']);
  });
});

describe('other queries', () => {
  it('find by name of mapping, label and object', () => {
    expect(starts('/usr/bin')).toEqual(['400000']);
    expect(starts('SAMPLE')).toEqual(['400000']);
  });
  it('by the name of a library go to all of it first, then to its parts', () => {
    const part = (start: string, end: string): MappingRow => ({
      ...{ start, end, perms: 'r--p' },
      regions: [{ start, end, kind: 'rodata', object: 0 }],
    });
    const library = syntheticCapture([part('10000', '11000'), part('11000', '13000')], {
      objects: [{ kind: 'module', role: 'library', label: told('libc.so.6'), key: 'module:libc' }],
    });
    expect(ask('libc', library).hits.map(({ level }) => level)).toEqual(['object', 'region', 'region']);
  });
  it('find by kind and by permission', () => {
    expect(starts('tls')).toEqual(['7f00007ff700']);
    expect(starts('r-x')).toEqual(['400000']);
    expect(starts('perm:--xp')).toEqual(['ffffffffff600000']);
  });
  it('compare figures of the mapping and sizes of the region', () => {
    expect(starts('rss>1M')).toEqual(['7f0000000000', '7f00007ff700']);
    expect(starts('size>=132k rw-p')).toEqual(['600000', '7f0000000000']);
    expect(starts('swap>0')).toEqual(['600000']);
  });
  it('say when nothing matches, and when there is nothing to compare', () => {
    expect(ask('nowhere').note).toBe('Nothing in this process matches.');
    expect(ask('rss>1M', syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p' }])).note).toMatch(
      /not been read/,
    );
    expect(ask('locked>0').note).toMatch(/does not print/);
  });
  it('find everything a span touches', () => {
    expect(starts('401000-601000')).toEqual(['400000', '600000']);
  });
});
