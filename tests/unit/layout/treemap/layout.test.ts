import fc from 'fast-check';
import { treemapLayout, states, type TreemapLayout } from '@renderer/layout/treemap/layout.ts';
import { nodeKey } from '@renderer/layout/treemap/nodes.ts';
import { squarify, type Edges } from '@renderer/layout/treemap/squarify.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { describe, expect, it } from 'vitest';
import { captureOfMappings, someCapture, someMappings } from './random.ts';

const viewport = { width: 900, height: 600, textScale: 1 };

const edgesFor = (count: number): Edges => ({
  x0: new Float64Array(count),
  y0: new Float64Array(count),
  x1: new Float64Array(count),
  y1: new Float64Array(count),
});
const box = ({ x0, y0, x1, y1 }: Edges, node: number) => ({
  x0: x0[node]!,
  y0: y0[node]!,
  x1: x1[node]!,
  y1: y1[node]!,
});
type Box = ReturnType<typeof box>;
const area = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);
const overlap = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const inside = (inner: Box, outer: Box): boolean =>
  inner.x0 >= outer.x0 && inner.y0 >= outer.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1;

function laidOut(layout: TreemapLayout): void {
  const whole = { x0: 0, y0: 0, x1: viewport.width, y1: viewport.height };
  for (const node of layout.drawn) {
    const own = box(layout, node);
    const parent = layout.tree.parent[node]!;
    expect(inside(own, parent < 0 || node === layout.root ? whole : box(layout, parent))).toBe(true);
    expect(Object.values(own).every(Number.isInteger)).toBe(true);
  }
  for (const [parent, { nodes }] of layout.laid) {
    const rests = layout.rests.filter((rest) => rest.parent === parent);
    const siblings = [...[...nodes].map((node) => box(layout, node)), ...rests];
    siblings.forEach((one, index) => {
      expect(siblings.slice(index + 1).some((other) => area(one) > 0 && area(other) > 0 && overlap(one, other))).toBe(
        false,
      );
    });
    const rest = rests[0]?.count ?? 0;
    const known = nodes.length + rest;
    expect(rests.length === 0 ? known <= layout.tree.childCount[parent]! : known).toBe(
      rests.length === 0 ? true : layout.tree.childCount[parent],
    );
  }
}

describe('squarified rows', () => {
  it('give every member its share of the area and leave the rest its own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 10, max: 2000 }),
        fc.integer({ min: 10, max: 2000 }),
        (sizes, left, width, height) => {
          const values = Float64Array.from([...sizes].sort((a, b) => b - a));
          const total = values.reduce((sum, value) => sum + value, left);
          const edges = edgesFor(values.length);
          const nodes = Int32Array.from(values, (_, index) => index);
          const laying = { values, nodes, from: 0, to: nodes.length, total, rows: [] };
          const { rest, rows } = squarify(edges, laying, { x0: 0, y0: 0, x1: width, y1: height });
          const each = (width * height) / total;
          for (const node of nodes) expect(area(box(edges, node))).toBeCloseTo(values[node]! * each, 3);
          expect(area(rest)).toBeCloseTo(left * each, 3);
          expect(rows.reduce((sum, { members }) => sum + members, 0)).toBe(nodes.length);
        },
      ),
    );
  });

  it('keep members in the rows they are given, whatever their values are now', () => {
    const nodes = Int32Array.from([0, 1, 2, 3]);
    const lay = (values: readonly number[], rows: Parameters<typeof squarify>[1]['rows']) => {
      const edges = edgesFor(4);
      const laying = {
        values: Float64Array.from(values),
        nodes,
        from: 0,
        to: 4,
        total: values.reduce((a, b) => a + b),
        rows,
      };
      return { edges, ...squarify(edges, laying, { x0: 0, y0: 0, x1: 100, y1: 60 }) };
    };
    const first = lay([40, 30, 20, 10], []);
    const again = lay([10, 30, 20, 40], first.rows);
    expect(again.rows).toEqual(first.rows);
    // Order along the rows is the same: what was left of something or above it still is.
    for (const a of nodes)
      for (const b of nodes) {
        if (first.edges.x1[a]! <= first.edges.x0[b]!) expect(again.edges.x0[a]).toBeLessThanOrEqual(again.edges.x0[b]!);
      }
  });
});

describe('the layout', () => {
  it('keeps children inside parents on whole pixels, without overlap and without loss', () => {
    fc.assert(
      fc.property(someCapture, fc.constantFrom('size', 'rss'), (capture, measure) => {
        const tree = treemapTree(capture, { measure, reservations: true })!;
        laidOut(treemapLayout(tree, wholeTree, viewport));
      }),
    );
  });

  it('shares a part out in proportion, to the rounding of its edges', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const tree = treemapTree(capture, { measure: 'size', reservations: true })!;
        const layout = treemapLayout(tree, wholeTree, viewport);
        const top = layout.laid.get(wholeTree)!.nodes;
        const each = (viewport.width * viewport.height) / tree.value[wholeTree]!;
        for (const node of top) {
          const own = box(layout, node);
          // Each edge moves by half a pixel at most.
          const slack = own.x1 - own.x0 + (own.y1 - own.y0) + 2;
          expect(Math.abs(area(own) - tree.value[node]! * each)).toBeLessThanOrEqual(slack);
        }
      }),
    );
  });

  it('is no different when nothing has changed, and keeps rows when something has', () => {
    fc.assert(
      fc.property(someMappings, fc.nat(), (mappings, pick) => {
        const options = { measure: 'rss', reservations: true } as const;
        const before = treemapLayout(treemapTree(captureOfMappings(mappings), options)!, wholeTree, viewport);
        const again = treemapLayout(treemapTree(captureOfMappings(mappings), options)!, wholeTree, viewport, before);
        expect(again.x0).toEqual(before.x0);
        expect(again.y1).toEqual(before.y1);
        const changed = mappings.map((one, index) =>
          index === pick % mappings.length ? { ...one, resident: one.resident * 0.9 } : one,
        );
        const after = treemapLayout(treemapTree(captureOfMappings(changed), options)!, wholeTree, viewport, before);
        laidOut(after);
        const names = (layout: TreemapLayout): (string | number)[] =>
          [...layout.laid.get(wholeTree)!.nodes].map((node) => nodeKey(layout.tree, node));
        const stayed = new Set(names(after));
        const both = names(before).filter((name) => stayed.has(name));
        expect(names(after).slice(0, both.length)).toEqual(both);
      }),
    );
  });

  it('lays rows anew once they have become slivers', () => {
    const options = { measure: 'rss', reservations: true } as const;
    const shares = (residents: readonly number[]) =>
      treemapTree(
        captureOfMappings(
          residents.map((resident) => ({
            perms: 'rw-p',
            resident,
            regions: [{ pages: 10_000, kind: 'anon', object: -1 }],
          })),
        ),
        options,
      )!;
    // Twenty rows of twenty; then one member of each row takes nearly all of it.
    const before = treemapLayout(shares(Array.from({ length: 400 }, () => 1)), wholeTree, viewport);
    const rows = [...before.laid.values()].at(-1)!.rows;
    const leads = new Set(rows.map((_, row) => rows.slice(0, row).reduce((sum, { members }) => sum + members, 0)));
    const tree = shares(Array.from({ length: 400 }, (_, index) => (leads.has(index) ? 1 : 0.001)));
    const after = treemapLayout(tree, wholeTree, viewport, before);
    const large = [...after.drawn].filter((node) => node >= tree.firstLeaf && tree.value[node]! > 10_000_000);
    expect(large).toHaveLength(leads.size);
    for (const { x0, y0, x1, y1 } of large.map((node) => box(after, node))) {
      expect(Math.max((x1 - x0) / (y1 - y0), (y1 - y0) / (x1 - x0))).toBeLessThan(8);
    }
  });

  it('merges what would be smaller than two pixels by two into one part that says how many', () => {
    const tiny = Array.from(
      { length: 100 },
      () => ({ perms: 'rw-p', resident: 1, regions: [{ pages: 1, kind: 'anon', object: -1 }] }) as const,
    );
    const huge = { perms: 'rw-p', resident: 1, regions: [{ pages: 400_000_000, kind: 'anon', object: -1 }] } as const;
    const capture = captureOfMappings([...tiny, huge].map((one) => ({ ...one, regions: [...one.regions] })));
    const layout = treemapLayout(treemapTree(capture, { measure: 'size', reservations: true })!, wholeTree, viewport);
    expect([...layout.state].filter((state) => state === states.cell)).toHaveLength(1);
    laidOut(layout);
  });

  it('holds under a root that is not the whole, and draws nothing else', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const tree = treemapTree(capture, { measure: 'size', reservations: true })!;
        const root = tree.children[0]!;
        const layout = treemapLayout(tree, root, viewport);
        laidOut(layout);
        expect(box(layout, root)).toEqual({ x0: 0, y0: 0, x1: viewport.width, y1: viewport.height });
        expect(layout.state[wholeTree]).toBe(states.hidden);
      }),
    );
  });
});
