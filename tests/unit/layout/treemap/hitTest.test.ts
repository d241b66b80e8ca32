import fc from 'fast-check';
import { blended } from '@renderer/layout/treemap/blend.ts';
import {
  branchTowards,
  drawnNode,
  insideOf,
  outsideOf,
  siblingTowards,
  treemapHit,
} from '@renderer/layout/treemap/hitTest.ts';
import { treemapLayout, type TreemapLayout } from '@renderer/layout/treemap/layout.ts';
import { isLeaf } from '@renderer/layout/treemap/nodes.ts';
import { treemapTree, wholeTree } from '@renderer/layout/treemap/tree.ts';
import { describe, expect, it } from 'vitest';
import { captureOfMappings, someCapture, someMappings } from './random.ts';

const viewport = { width: 900, height: 600, textScale: 1 };
const options = { measure: 'size', reservations: true } as const;
const whole = (capture: Parameters<typeof treemapTree>[0]): TreemapLayout =>
  treemapLayout(treemapTree(capture, options)!, wholeTree, viewport);
const point = fc.record({ x: fc.integer({ min: 0, max: 899 }), y: fc.integer({ min: 0, max: 599 }) });

describe('the hit test', () => {
  it('finds the innermost node that is drawn at a point', () => {
    fc.assert(
      fc.property(someCapture, point, (capture, { x, y }) => {
        const layout = whole(capture);
        const hit = treemapHit(layout, x, y)!;
        const covering = [...layout.drawn].filter(
          (node) => x >= layout.x0[node]! && x < layout.x1[node]! && y >= layout.y0[node]! && y < layout.y1[node]!,
        );
        // Parents are drawn before their children, so the last one that covers the point is the innermost.
        expect(hit.node).toBe(covering.at(-1));
        expect(treemapHit(layout, -1, y)).toBeUndefined();
      }),
    );
  });

  it('gives what is too small to be drawn by what is drawn around it', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const layout = whole(capture);
        for (let node = 1; node < layout.tree.count; node++) {
          const shown = drawnNode(layout, node);
          if (shown !== undefined) expect(layout.drawn).toContain(shown);
          if (layout.drawn.includes(node)) expect(shown).toBe(node);
        }
      }),
    );
  });
});

describe('the way in and out', () => {
  it('leads to something with a choice inside, and from there back to something larger', () => {
    fc.assert(
      fc.property(someCapture, (capture) => {
        const { tree } = whole(capture);
        for (let node = 1; node < tree.count; node++) {
          const inside = insideOf(tree, node);
          if (inside === undefined) continue;
          expect(isLeaf(tree, inside)).toBe(false);
          expect(tree.childCount[inside]).toBeGreaterThan(1);
          const out = outsideOf(tree, inside);
          expect(out === wholeTree || tree.value[out]! > tree.value[inside]!).toBe(true);
        }
      }),
    );
  });

  it('goes one level with the wheel, whatever is under the pointer', () => {
    fc.assert(
      fc.property(someCapture, point, (capture, { x, y }) => {
        const layout = whole(capture);
        const { node } = treemapHit(layout, x, y)!;
        const inside = branchTowards(layout, node);
        if (inside !== undefined) expect(treemapLayout(layout.tree, inside, viewport).drawn[0]).toBe(inside);
        expect(branchTowards(layout, wholeTree)).toBeUndefined();
      }),
    );
  });
});

describe('the arrow keys', () => {
  it('go to a sibling that lies in their direction', () => {
    fc.assert(
      fc.property(someCapture, fc.constantFrom('left', 'right', 'up', 'down'), (capture, direction) => {
        const layout = whole(capture);
        for (const node of layout.laid.get(wholeTree)!.nodes) {
          const next = siblingTowards(layout, node, direction);
          if (next === undefined) continue;
          expect(layout.tree.parent[next]).toBe(wholeTree);
          if (direction === 'left') expect(layout.x1[next]).toBeLessThanOrEqual(layout.x0[node]!);
          if (direction === 'right') expect(layout.x0[next]).toBeGreaterThanOrEqual(layout.x1[node]!);
          if (direction === 'up') expect(layout.y1[next]).toBeLessThanOrEqual(layout.y0[node]!);
          if (direction === 'down') expect(layout.y0[next]).toBeGreaterThanOrEqual(layout.y1[node]!);
        }
      }),
    );
  });
});

describe('between two layouts', () => {
  it('everything moves from where it was to where it will be', () => {
    fc.assert(
      fc.property(someMappings, fc.nat(), (mappings, pick) => {
        const arrange = (changed: typeof mappings) =>
          treemapTree(captureOfMappings(changed), { measure: 'rss', reservations: true })!;
        const before = treemapLayout(arrange(mappings), wholeTree, viewport);
        expect(blended(before, before)).toBeUndefined();
        const changed = mappings.map((one, index) =>
          index === pick % mappings.length ? { ...one, resident: 1 } : one,
        );
        const after = treemapLayout(arrange(changed), wholeTree, viewport, before);
        const at = blended(before, after);
        if (!at) return;
        expect([...at(1).x0]).toEqual([...after.x0]);
        expect([...at(1).y1]).toEqual([...after.y1]);
        const halfway = at(0.5);
        for (const node of after.drawn) {
          for (const edge of ['x0', 'x1', 'y0', 'y1'] as const)
            expect(Number.isInteger(halfway[edge][node])).toBe(true);
          expect(halfway.x1[node]).toBeGreaterThanOrEqual(halfway.x0[node]!);
        }
      }),
    );
  });
});
