import { told } from '../../../support/words.ts';
import fc from 'fast-check';
import { asKibibytes } from '@contract/units.ts';
import { costliest, nodeFigures, totalCost } from '@renderer/layout/treemap/figures.ts';
import { mappingMeasure, treemapMeasures } from '@renderer/layout/treemap/measures.ts';
import { nodeKey, nodeName, nodeSelection, pathTo, selectedNodes } from '@renderer/layout/treemap/nodes.ts';
import { largestFirst } from '@renderer/layout/treemap/radix.ts';
import { treemapTree, wholeTree, type TreemapTree } from '@renderer/layout/treemap/tree.ts';
import { locate } from '@renderer/state/located.ts';
import { readTreemapChoices, defaultTreemapChoices } from '@renderer/state/treemapChoices.ts';
import { describe, expect, it } from 'vitest';
import { syntheticCapture } from '../../state/syntheticCapture.ts';
import { someCapture } from './random.ts';

const objects = [
  { kind: 'module', role: 'program', label: told('server'), key: 'module:server' },
  { kind: 'module', role: 'library', label: told('libc.so.6'), key: 'module:libc' },
  { kind: 'thread', label: told('thread 12 (worker)'), key: 'thread:12' },
] as const;
const kib = (Rss: number, Private_Dirty: number) => ({
  Rss,
  Pss: Rss / 2,
  Private_Clean: 0,
  Private_Dirty,
  Shared_Dirty: 0,
  Swap: 4,
});
const sample = () =>
  syntheticCapture(
    [
      {
        start: '10000',
        end: '20000',
        perms: 'r-xp',
        figures: kib(64, 0),
        regions: [{ start: '10000', end: '20000', kind: 'text', object: 0 }],
      },
      {
        start: '20000',
        end: '30000',
        perms: 'rw-p',
        figures: kib(32, 32),
        regions: [
          { start: '20000', end: '28000', kind: 'data', object: 1 },
          { start: '28000', end: '30000', kind: 'bss', object: 1 },
        ],
      },
      {
        start: '40000',
        end: '60000',
        perms: 'rw-p',
        figures: kib(16, 16),
        regions: [
          { start: '40000', end: '50000', kind: 'thread-stack', object: 2 },
          { start: '50000', end: '60000', kind: 'anon' },
        ],
      },
      {
        start: '70000',
        end: '80000',
        perms: '---p',
        figures: kib(0, 0),
        regions: [{ start: '70000', end: '80000', kind: 'reserve' }],
      },
    ],
    { objects },
  );

const named = (tree: TreemapTree): string[] =>
  Array.from({ length: tree.count }, (_, node) =>
    pathTo(tree, node)
      .map((step) => nodeName(tree, step))
      .join(' › '),
  );

describe('the hierarchy', () => {
  it('stands objects under what they are and loose regions under their kind', () => {
    const tree = treemapTree(sample(), { measure: 'size', reservations: true })!;
    expect(named(tree)).toEqual(
      expect.arrayContaining([
        'All › Program › server › Code (.text)',
        'All › Libraries › libc.so.6 › Zeroed data (.bss)',
        'All › Threads › thread 12 (worker) › Thread stack',
        'All › Anonymous memory › ',
        'All › Reserved addresses › ',
      ]),
    );
    expect(tree.value[wholeTree]).toBe(0x50000);
  });

  it('does not divide the figure of a mapping among its regions', () => {
    const tree = treemapTree(sample(), { measure: 'rss', reservations: true })!;
    expect(named(tree)).toContain('All › Libraries › libc.so.6 › 2 regions together');
    expect(named(tree)).toContain('All › Several kinds together › 2 regions together');
    expect(tree.value[wholeTree]).toBe((64 + 32 + 16) * 1024);
    // What has none of a measure has no area.
    expect(named(tree).join()).not.toContain('Reserved');
  });

  it('leaves reservations out of sizes on request, and nothing else', () => {
    const tree = treemapTree(sample(), { measure: 'size', reservations: false })!;
    expect(tree.value[wholeTree]).toBe(0x40000);
    expect(named(tree).join()).not.toContain('Reserved');
  });

  it('adds up: every node is the sum of its children, the whole is the sum of the figures', () => {
    fc.assert(
      fc.property(someCapture, fc.constantFrom(...treemapMeasures), (capture, measure) => {
        const tree = treemapTree(capture, { measure, reservations: true })!;
        const figures = mappingMeasure(capture, measure);
        let sum = 0;
        for (let row = 0; row < capture.mappings.length; row++) sum += figures.known ? figures.bytesOf(row) : NaN;
        expect(tree.value[wholeTree]).toBeCloseTo(sum, 0);
        const below = new Float64Array(tree.count);
        for (let node = 1; node < tree.count; node++) below[tree.parent[node]!]! += tree.value[node]!;
        for (let node = 0; node < tree.firstLeaf; node++) expect(below[node]).toBeCloseTo(tree.value[node]!, 0);
        // Siblings fall in size.
        for (let node = 0; node < tree.firstLeaf; node++) {
          const first = tree.firstChild[node]!;
          const values = [...tree.children.subarray(first, first + tree.childCount[node]!)].map(
            (child) => tree.value[child]!,
          );
          expect(values.every((value, index) => index === 0 || value <= values[index - 1]! * (1 + 2 ** -23))).toBe(
            true,
          );
        }
      }),
    );
  });
});

describe('measures', () => {
  it('are unknown with a reason, never guessed', () => {
    const { smaps, ...bare } = sample();
    expect(smaps).toBeDefined();
    expect(mappingMeasure(bare, 'size').known).toBe(true);
    for (const measure of treemapMeasures.filter((id) => id !== 'size')) {
      expect(mappingMeasure(bare, measure)).toEqual({ known: false, why: expect.stringMatching(/\.$/) as string });
      expect(treemapTree(bare, { measure, reservations: true })).toBeUndefined();
    }
    expect(mappingMeasure({ ...bare, stage: 'maps' }, 'rss')).toMatchObject({
      why: expect.stringContaining('being read') as string,
    });
  });

  it('knows nothing of page tables of another size', () => {
    expect(
      mappingMeasure({ ...sample(), machine: { ...sample().machine, pageSize: 65536 as never } }, 'page-tables').known,
    ).toBe(false);
  });

  it('of a node say “at least” where a mapping lies only partly in it', () => {
    const tree = treemapTree(sample(), { measure: 'size', reservations: true })!;
    const [code, thread, data] = ['Code (.text)', 'thread 12 (worker)', 'libc.so.6'].map((name) =>
      named(tree).findIndex((path) => path.endsWith(name)),
    );
    const rss = (node: number) => nodeFigures(tree, node).find(({ measure }) => measure === 'rss');
    expect(rss(code!)).toEqual({ measure: 'rss', bytes: 64 * 1024, partial: false });
    expect(rss(data!)).toEqual({ measure: 'rss', bytes: 32 * 1024, partial: false });
    expect(rss(thread!)?.bytes).toBeUndefined();
    expect(rss(wholeTree)).toEqual({ measure: 'rss', bytes: 112 * 1024, partial: false });
  });
});

describe('what costs most', () => {
  it('are divided into what is theirs alone and what others share', () => {
    const tree = treemapTree(sample(), { measure: 'rss', reservations: true })!;
    expect(costliest(tree, 10).map(({ node, value, alone }) => [nodeName(tree, node), value, alone])).toEqual([
      ['server', 64 * 1024, 0],
      ['libc.so.6', 32 * 1024, 32 * 1024],
      ['2 regions together', 16 * 1024, 16 * 1024],
    ]);
    expect(costliest(tree, 1)).toHaveLength(1);
  });

  it('have a total beside that of the kernel', () => {
    const capture = sample();
    const withStatus = { ...capture, process: { ...capture.process, statusFigures: { VmRSS: asKibibytes(120) } } };
    const tree = treemapTree(withStatus, { measure: 'rss', reservations: true })!;
    expect(totalCost(tree)).toEqual({ sum: 112 * 1024, status: { key: 'VmRSS', bytes: 120 * 1024 } });
  });
});

describe('selections', () => {
  it('lead from a node to the same node again', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const tree = treemapTree(capture, { measure: 'rss', reservations: true })!;
        for (let node = tree.firstObject; node < tree.count; node++) {
          const selection = nodeSelection(tree, node)!;
          expect(selectedNodes(tree, locate(capture, selection))).toEqual([node]);
        }
        expect(new Set(Array.from({ length: tree.count }, (_, node) => nodeKey(tree, node))).size).toBe(tree.count);
      }),
    );
  });
});

describe('sorting', () => {
  it('puts the largest first and keeps the order of equals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 24 }), { maxLength: 300 }), (sizes) => {
        const order = [...largestFirst(Float64Array.from([7, ...sizes]), 1)].map((row) => row - 1);
        const expected = sizes.map((_, row) => row).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
        expect(order).toEqual(expected);
      }),
    );
  });
});

describe('what is remembered', () => {
  it.each([undefined, null, 3, {}, { measure: 'bogus', reservations: 'yes' }])(
    'falls back to the defaults for %j',
    (given) => {
      expect(readTreemapChoices(given)).toEqual(defaultTreemapChoices);
    },
  );
  it('keeps what is right', () => {
    expect(readTreemapChoices({ measure: 'swap', reservations: true, more: 1 })).toEqual({
      measure: 'swap',
      reservations: true,
    });
  });
});
