import { numaPolicy, numaWords, printedCount } from '@contract/numa.ts';
import { formatAddress } from '@contract/address.ts';
import { asPageNumber } from '@contract/units.ts';
import { NumaMapsParser, type ParsedNumaMaps } from '@main/procfs/numaMaps.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutting, pieces } from './arbitraries.ts';
import { bytesOf, fixture } from './fixtures.ts';
import { inWords } from '../../support/words.ts';
import { parseNumaMaps } from '../../support/atOnce.ts';

interface Line {
  start: string;
  policy: string;
  counts: Record<string, number>;
  words: readonly string[];
}

function linesOf({ start, table: numa }: ParsedNumaMaps): Line[] {
  return Array.from(start, (page, row) => ({
    start: formatAddress(asPageNumber(page)),
    policy: numaPolicy(numa, row) ?? '',
    counts: Object.fromEntries(
      numa.keys.flatMap((key) => {
        const count = printedCount(numa, key, row);
        return count === undefined ? [] : [[key, count]];
      }),
    ),
    words: numaWords(numa, row),
  }));
}

/** The plainest parser there is, for text without unknown words: words apart, the policy up to the first known one. */
function reference(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [start = '', ...words] = line.split(' ');
      const first = words.findIndex((word) => /^(?:file=.*|heap|stack|huge|\w+=\d+)$/.test(word));
      const policyEnd = first < 0 ? words.length : first;
      const counts = words.slice(policyEnd).flatMap((word) => {
        const [, key, digits] = /^(\w+)=(\d+)$/.exec(word) ?? [];
        return key === undefined ? [] : [[key, Number(digits)] as const];
      });
      return {
        start: `0x${start.replace(/^0+(?=.)/, '')}`,
        policy: words.slice(0, policyEnd).join(' '),
        counts: Object.fromEntries(counts),
        words: words.filter((word) => word === 'huge'),
      };
    });
}

const policy = fc.constantFrom(
  'default',
  'local',
  'prefer:0',
  'bind:0-1',
  'interleave=static:0-3',
  'weighted interleave:0-3',
  'prefer (many)=relative:0,2',
);
const count = fc.oneof(fc.nat(1000), fc.integer({ min: 0xffff_fffe, max: Number.MAX_SAFE_INTEGER }));
const lineText = fc
  .record({
    page: fc.bigInt(0n, (1n << 52n) - 1n),
    policy,
    backing: fc.constantFrom('', ' heap', ' stack', ' file=/a\\040b', ' file=N0=3', ' file=/x huge'),
    counts: fc.dictionary(
      fc.constantFrom('anon', 'dirty', 'mapped', 'mapmax', 'N0', 'N17', 'kernelpagesize_kB'),
      count,
    ),
  })
  .map(
    ({ page, policy: words, backing, counts }) =>
      `${(page << 12n).toString(16).padStart(8, '0')} ${words}${backing}` +
      Object.entries(counts)
        .map(([key, value]) => ` ${key}=${value}`)
        .join(''),
  );

describe('parseNumaMaps', () => {
  test('says of every line what the plainest parser says, however wide the counts', () => {
    fc.assert(
      fc.property(fc.array(lineText, { maxLength: 400 }), (lines) => {
        const text = lines.map((line) => `${line}\n`).join('');
        const parsed = parseNumaMaps(bytesOf(text));
        expect(parsed.notes).toEqual([]);
        expect(linesOf(parsed)).toEqual(reference(text));
      }),
      { numRuns: 60 },
    );
  });

  test('gives the same result however the text is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(lineText, { maxLength: 20 }), cutting, (lines, cuts) => {
        const bytes = bytesOf(lines.map((line) => `${line}\n`).join(''));
        const parser = new NumaMapsParser();
        for (const piece of pieces(bytes, cuts)) {
          parser.push(piece);
          piece.fill(0x78);
        }
        expect(parser.finish()).toEqual(parseNumaMaps(bytes));
      }),
    );
  });

  test('keeps its columns as long as its lines, whatever bytes there are', () => {
    const text = fixture('numa/numa_maps');
    const changes = fc.array(fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'09 =NkZ\n(h'.split(''))), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), changes), (given) => {
        const bytes = given instanceof Uint8Array ? given : text.slice();
        if (!(given instanceof Uint8Array)) for (const [at, letter] of given) bytes[at] = letter.charCodeAt(0);
        const { start, table: numa } = parseNumaMaps(bytes);
        expect(numa).toMatchObject({ length: start.length });
        expect([numa.policy, numa.words, ...numa.columns].map(({ length }) => length)).toEqual(
          Array.from({ length: numa.keys.length + 2 }, () => start.length),
        );
        expect(numa.columns).toHaveLength(numa.keys.length);
        for (const row of start.keys()) expect(numaPolicy(numa, row)).toMatch(/./s);
      }),
      { numRuns: 300 },
    );
  });

  test('reads the recorded policies, those of two words too', () => {
    const parsed = parseNumaMaps(fixture('numa/numa_maps'));
    expect(parsed.notes).toEqual([]);
    expect(linesOf(parsed)).toEqual(reference(new TextDecoder().decode(fixture('numa/numa_maps'))));
    expect(new Set(parsed.table.policies)).toEqual(
      new Set([
        ...['', 'default', 'weighted interleave:0', 'prefer (many):0', 'local', 'interleave:0'],
        ...['bind:0', 'prefer:0'],
      ]),
    );
  });

  test('keeps what it does not know, and counts and quotes lines that are none', () => {
    const parsed = parseNumaMaps(fixture('numa/four-nodes'));
    expect(inWords(parsed.notes)).toEqual([
      '2 lines of numa_maps could not be understood and were left out; the first is “what is this”.',
    ]);
    expect(linesOf(parsed)).toEqual([
      {
        start: '0x400000',
        policy: 'default',
        counts: { mapped: 40, mapmax: 3, active: 12, N0: 30, N3: 10, kernelpagesize_kB: 4 },
        words: [],
      },
      {
        start: '0x500000',
        policy: 'interleave=static:0-3',
        counts: { anon: 100, dirty: 100, active: 40, N0: 25, N1: 25, N2: 25, N3: 25, kernelpagesize_kB: 4 },
        words: [],
      },
      {
        start: '0x7f0000000000',
        policy: 'bind=relative:1,3',
        counts: { anon: 4, dirty: 4, N1: 2, N3: 2, kernelpagesize_kB: 2048 },
        words: ['huge'],
      },
      {
        start: '0x7f0010000000',
        policy: 'weighted interleave:0-3',
        counts: { anon: 3, dirty: 2, swapcache: 1, active: 3, writeback: 1, N2: 3, kernelpagesize_kB: 4 },
        words: [],
      },
      {
        start: '0x7f0020000000',
        policy: 'prefer (many):0,2 gigantic',
        counts: { later: 5, N10: 1, N2: 1, kernelpagesize_kB: 4 },
        words: ['odd=x'],
      },
      { start: '0x7f0040000000', policy: 'local', counts: {}, words: [] },
      { start: '0x7ffffffde000', policy: 'default', counts: { anon: 3, dirty: 3, N0: 3 }, words: [] },
    ]);
  });

  test.each<[string, Partial<Line>]>([
    ['1000 default N0=5', { policy: 'default', counts: { N0: 5 } }],
    ['1000 weighted interleave:0', { policy: 'weighted interleave:0' }],
    ['1000 default N0=', { policy: 'default N0=' }],
    ['1000 default =5', { policy: 'default =5' }],
    ['1000 default anon=1 N0=5x', { counts: { anon: 1 }, words: ['N0=5x'] }],
    ['1000 default anon=1 N0=5/', { counts: { anon: 1 }, words: ['N0=5/'] }],
    ['1000 default anon=1 N0=5: mapped=2', { counts: { anon: 1, mapped: 2 }, words: ['N0=5:'] }],
    ['1000 default anon=09', { counts: { anon: 9 } }],
    ['1000 default heap anon=1', { counts: { anon: 1 }, words: [] }],
    ['1000 default stack more words', { words: ['more', 'words'] }],
    ['1000 default huge anon=1 more', { counts: { anon: 1 }, words: ['huge', 'more'] }],
    ['1000 default file=/a=1 anon=1', { counts: { anon: 1 }, words: [] }],
    ['1000 default  anon=1', { policy: 'default ', counts: { anon: 1 } }],
    [`1000 default anon=1 N0=${'9'.repeat(400)}`, { counts: { anon: 1 }, words: [`N0=${'9'.repeat(400)}`] }],
    ['fffffffffffff000 default', { start: '0xfffffffffffff000', policy: 'default' }],
    ['0 x', { start: '0x0', policy: 'x' }],
  ])('reads “%s”', (line, expected) => {
    const parsed = parseNumaMaps(bytesOf(`${line}\n`));
    expect(parsed.notes).toEqual([]);
    expect(linesOf(parsed)).toEqual([{ start: '0x1000', policy: 'default', counts: {}, words: [], ...expected }]);
  });

  test.each([
    '1000',
    '1000 ',
    '1000  default',
    ' default',
    'g000 default',
    '00000000000001000 default',
    '1000\tdefault',
  ])('leaves out “%s”, and reads on behind it', (line) => {
    const parsed = parseNumaMaps(bytesOf(`${line}\n\n2000 local\n`));
    expect(inWords(parsed.notes)).toHaveLength(1);
    expect(linesOf(parsed)).toEqual([{ start: '0x2000', policy: 'local', counts: {}, words: [] }]);
  });

  test('tells what a later line lacks, also beyond the first 256 lines', () => {
    const text = Array.from(
      { length: 600 },
      (_, row) => `${row + 1}000 default${row % 3 === 0 ? ` N0=${row}` : ''}${row % 5 === 0 ? ' huge' : ''}\n`,
    );
    const lines = linesOf(parseNumaMaps(bytesOf(text.join(''))));
    expect(lines.map(({ counts }) => counts.N0)).toEqual(lines.map((_, row) => (row % 3 === 0 ? row : undefined)));
    expect(lines.map(({ words }) => words.join(' '))).toEqual(lines.map((_, row) => (row % 5 === 0 ? 'huge' : '')));
  });

  test('keeps a hundred and twenty-eight counts without a note', () => {
    const counts = Array.from({ length: 128 }, (_, node) => ` N${node}=${node}`).join('');
    const { table: numa, notes } = parseNumaMaps(bytesOf(`1000 default${counts}\n`));
    expect(numa.keys).toHaveLength(128);
    expect(notes).toEqual([]);
  });

  test('leaves out counts beyond the hundred-and-twenty-eighth and says so', () => {
    const counts = Array.from({ length: 200 }, (_, node) => ` N${node}=1`).join('');
    const { table: numa, notes } = parseNumaMaps(bytesOf(`1000 default${counts}\n`));
    expect(numa.keys).toHaveLength(128);
    expect(inWords(notes)).toEqual([
      'numa_maps has more than 128 different keys; 72 lines of the others were left out.',
    ]);
  });
});
