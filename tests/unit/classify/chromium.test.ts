/** What Chromium reserves, by layouts as its renderers have them. */
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import { inputOf, regionAt } from '../../support/maps.ts';

const program = (name: string): string => `555500000000-555500001000 r-xp 00000000 fe:00 1 /usr/lib/${name}/${name}`;
const chromium = program('chromium');

interface Told {
  readonly label: string;
  readonly certainty: string;
}
const told = (text: string, at: string): Told => {
  const { label, certainty } = regionAt(classify(inputOf({ text })), at);
  return { label, certainty };
};
const rows = (flags: string, ...lines: readonly string[]): string =>
  lines.map((line) => `${line} 00000000 00:00 0\nVmFlags: ${flags}`).join('\n');

/** One pool with a super page at its start; the second super page's slots are missing. */
const pool = rows(
  'mr mw me ac',
  '4ec00000000-4ec00002000 ---p',
  '4ec00002000-4ec00003000 rw-p',
  '4ec00003000-4ec00004000 ---p',
  '4ec00004000-4ec001ec000 rw-p',
  '4ec001ec000-4f000000000 ---p',
);
const metadata = rows(
  'mr mw me ac',
  'ac2157c5000-ac2157c6000 ---p',
  'ac2157c6000-ac2157c7000 rw-p',
  'ac2157c7000-ac2159c6000 ---p',
  'ac2159c6000-ac2159c7000 rw-p',
  'ac2159c7000-ac6157c5000 ---p',
);
const sandbox = rows('mr mw me nr dd', '17f600000000-194e00000000 ---p');

describe('PartitionAlloc', () => {
  test('has all of a pool of 16 GiB in which a super page lies, and the metadata that is kept apart', () => {
    const text = `${pool}\n${metadata}\n${chromium}`;
    expect(told(text, '4ec00002000')).toEqual({ label: 'PartitionAlloc metadata', certainty: 'strong' });
    expect(told(text, '4ec00004000')).toEqual({ label: 'PartitionAlloc heap', certainty: 'strong' });
    expect(told(text, '4ed00000000')).toEqual({ label: 'PartitionAlloc pool, free', certainty: 'strong' });
    expect(told(text, 'ac2159c6000')).toEqual({ label: 'PartitionAlloc metadata', certainty: 'strong' });
    expect(told(text, 'ac300000000')).toEqual({ label: 'PartitionAlloc metadata, free', certainty: 'strong' });
  });

  test('has only super pages of a pool inside V8’s sandbox, whose rest is the sandbox’s', () => {
    const inside = rows(
      'mr mw me nr',
      '17f600000000-183400000000 ---p',
      '183400000000-183400004000 ---p',
      '183400004000-183400010000 rw-p',
      '183400010000-194e00000000 ---p',
    );
    const text = `${inside}\n${chromium}`;
    expect(told(text, '183400004000')).toEqual({ label: 'PartitionAlloc heap', certainty: 'strong' });
    for (const at of ['180000000000', '183500000000', '190000000000']) {
      expect(told(text, at).label).toMatch(/^V8 sandbox/);
    }
  });

  test('has no pool without a super page, of another size or in another program', () => {
    const without = pool.replace('4ec00004000-4ec001ec000 rw-p', '4ec00004000-4ec001ec000 ---p');
    expect(told(`${without}\n${chromium}`, '4ed00000000').label).toBe('Reserved addresses');
    const shorter = pool.replaceAll('4f000000000', '4effffff000');
    expect(told(`${shorter}\n${chromium}`, '4ed00000000').label).toBe('Reserved addresses');
    expect(told(`${pool}\n${program('server')}`, '4ed00000000').label).toBe('Reserved addresses');
  });

  test('has no metadata apart where no pool is, or where more than the first pages of 2 MiB are used', () => {
    expect(told(`${metadata}\n${chromium}`, 'ac300000000').label).toBe('Reserved addresses');
    const elsewhere = metadata.replaceAll('ac2159c6000', 'ac215800000').replaceAll('ac2159c7000', 'ac215801000');
    expect(told(`${pool}\n${elsewhere}\n${chromium}`, 'ac300000000').label).toBe('Reserved addresses');
  });
});

describe('beside a sandbox of V8', () => {
  const trusted = rows(
    'mr mw me ac',
    '236700000000-236701000000 ---p',
    '236701000000-236701040000 rw-p',
    '236701040000-236740000000 ---p',
  );
  const tables = rows(
    'mr mw me nr',
    '7fb95d3f0000-7fb95d400000 r--p',
    '7fb95d400000-7fb9613f0000 ---p',
    '7fb9613f0000-7fb961400000 r--p',
    '7fb961400000-7fb961410000 rw-p',
    '7fb961410000-7fb9813f0000 ---p',
  );
  const cage = rows(
    'mr mw me ac',
    '288400000000-288402000000 ---p',
    '288402000000-2884020e0000 rw-p',
    '2884020e0000-288800000000 ---p',
  );

  test.each([
    ['236701000000', trusted, 'V8 trusted heap', 'strong'],
    ['236710000000', trusted, 'V8 trusted heap, free', 'strong'],
    ['7fb95d3f0000', tables, 'V8 pointer table', 'strong'],
    ['7fb961400000', tables, 'V8 pointer table', 'strong'],
    ['7fb961410000', tables, 'V8 pointer table, free', 'strong'],
    // The heap that its pages begin with cannot be read here.
    ['288402000000', cage, 'Probably Oilpan heap', 'guess'],
    ['288500000000', cage, 'Probably Oilpan heap, free', 'guess'],
  ])('at %s lies what its size and place say', (at, text, label, certainty) => {
    expect(told(`${sandbox}\n${text}\n${chromium}`, at)).toEqual({ label, certainty });
    expect(told(`${text}\n${chromium}`, at).label).toMatch(/^(Anonymous memory|Reserved addresses)$/);
    expect(told(`${sandbox}\n${text}\n${program('server')}`, at).label).toMatch(
      /^(Anonymous memory|Reserved addresses)$/,
    );
  });

  test.each([
    ['and taken again', rows('mr mw me ac', '7fb961410000-7fb961420000 rw-p')],
    ['and are free', rows('mr mw me', '7fb961410000-7fb961420000 ---p')],
  ])('segments of a table that were given back %s are still its own', (_, segment) => {
    const again = tables.replace(
      '7fb961410000-7fb9813f0000 ---p 00000000 00:00 0\nVmFlags: mr mw me nr',
      `${segment}\n${rows('mr mw me nr', '7fb961420000-7fb9813f0000 ---p')}`,
    );
    for (const at of ['7fb961410000', '7fb970000000']) {
      expect(told(`${sandbox}\n${again}\n${chromium}`, at).label).toMatch(/^V8 pointer table/);
    }
  });

  test('what touches a table of 512 MiB from above is none of it', () => {
    const longer = tables.replaceAll('7fb9813f0000', '7fb9893f0000');
    expect(told(`${sandbox}\n${longer}\n${chromium}`, '7fb9813ef000').label).toBe('Probably V8 pointer table, free');
    expect(told(`${sandbox}\n${longer}\n${chromium}`, '7fb9813f0000').label).toBe('Reserved addresses');
  });

  test('a table that touches a sandbox has no part of it, and the sandbox none of the table', () => {
    const text = `
      ${rows('mr mw me nr', '7dddf0000000-7dddf0010000 r--p', '7dddf0010000-7dde00000000 ---p')}
      ${rows('mr mw me nr dd', '7dde00000000-7dee00000000 ---p')}
      ${rows('rd mr mw me nr', '7dee00000000-7dee00010000 r--p')}
      ${rows('mr mw me nr dd', '7dee00010000-7f3600000000 ---p')}`;
    const at = (address: string): Told => told(`${chromium}\n${text}`, address);
    expect(at('7dddffff0000')).toEqual({ label: 'V8 pointer table, free', certainty: 'strong' });
    for (const address of ['7dde00000000', '7dedffff0000', '7dee00010000']) {
      expect(at(address)).toEqual({ label: 'V8 sandbox', certainty: 'strong' });
    }
    expect(at('7dee00000000').label).toBe('V8 heap');
  });

  test('nothing is told of other sizes', () => {
    const larger = trusted.replaceAll('236740000000', '236740001000');
    expect(told(`${sandbox}\n${larger}\n${chromium}`, '236710000000').label).toBe('Reserved addresses');
    const shorter = tables.replaceAll('7fb9813f0000', '7fb9813e0000');
    expect(told(`${sandbox}\n${shorter}\n${chromium}`, '7fb961410000').label).toBe('Reserved addresses');
    const odd = cage.replaceAll('288402000000', '288402001000');
    expect(told(`${sandbox}\n${odd}\n${chromium}`, '288500000000').label).toBe('Reserved addresses');
  });
});

test('the lowest addresses are probably kept empty by Chromium, where they reach beyond 4 GiB', () => {
  const low = '00010000-100100000 ---p 00000000 00:00 0';
  expect(told(`${low}\n${chromium}`, '10000')).toEqual({
    label: 'Probably lowest addresses, kept empty by Chromium',
    certainty: 'guess',
  });
  expect(told(`${low}\n${program('server')}`, '10000').label).toBe('Reserved addresses');
  expect(told(`${low.replace('100100000', '0ff000000')}\n${chromium}`, '10000').label).toBe('Reserved addresses');
});
