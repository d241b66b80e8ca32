import { label } from '@contract/verdict.ts';
import { told } from '../../support/words.ts';
import { describe, expect, it } from 'vitest';
import { asPageNumber } from '@contract/units.ts';
import { breadcrumb } from '@renderer/layout/breadcrumb.ts';
import { runLabel, structureKeeper, structureOf } from '@renderer/layout/hierarchy.ts';
import { inward, neighbour, outward, regionNear } from '@renderer/layout/neighbours.ts';
import { runSelection, segmentSelection } from '@renderer/layout/hitTest.ts';
import { verticalScale } from '@renderer/layout/verticalScale.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { captureOf, crowdedCapture, sampleCapture } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const sample = structureOf(sampleCapture());
const runNamed = (name: string) =>
  Array.from({ length: sample.runs.count }, (_, run) => run).find((run) => runLabel(sample, run) === name)!;

describe('areas', () => {
  it('are split at huge gaps and named by what they hold', () => {
    expect(sample.areas.map((area) => area.name)).toEqual([
      'Program and heap',
      'Arenas',
      'Libraries and threads',
      'Stack',
      'Kernel entry',
    ]);
  });

  it('sum up what is mapped in them', () => {
    const pages = sampleCapture().regions.end.reduce(
      (sum, end, row) => sum + end - sampleCapture().regions.start[row]!,
      0,
    );
    expect(sample.sums.total).toBe(pages * 4096);
    expect(sample.sums.ofArea.reduce((a, b) => a + b)).toBe(sample.sums.total);
  });
});

describe('a runtime that scatters its heap', () => {
  const chunk = (start: number) =>
    ({
      start,
      end: start + 64,
      perms: 'rw-p',
      label: 'V8 heap page',
      kind: 'runtime-heap',
      object: 'runtime:V8',
    }) as const;
  const gap = 2 ** 28;
  const capture = captureOf(
    [
      { start: gap, end: gap + 9, perms: 'rw-p', label: 'Heap', kind: 'heap' },
      chunk(2 * gap),
      chunk(3 * gap),
      chunk(5 * gap),
      { start: 7 * gap, end: 7 * gap + 9, perms: 'rw-p', label: 'Stack', kind: 'stack' },
    ],
    [{ kind: 'runtime', label: told('V8'), key: 'runtime:V8' }],
  );
  const labels = capture.regions.labels.map((one) =>
    one.form === 'told' && one.args.text === 'V8 heap page' ? label('runtime-part', { part: 'v8-heap-page' }) : one,
  );
  const structure = structureOf({ ...capture, regions: { ...capture.regions, labels } });

  it('is one area and one cell', () => {
    expect(structure.areas.map((area) => area.name)).toEqual(['Heap', 'V8 heap', 'Stack']);
    expect(structure.runs.count).toBe(3);
  });

  it('keeps its gaps, folded thin, and says where its parts lie', () => {
    const scale = verticalScale(structure.segments, 0.35);
    const length = (segment: number) => scale.at[segment + 1]! - scale.at[segment]!;
    expect([...structure.segments.separates]).toEqual([0, 1, 0, 0, 0, 0, 0, 1, 0]);
    expect(length(3)).toBeLessThan(length(1) / 10);
    expect(structure.areas[1]!.stretches).toHaveLength(3);
    expect(segmentSelection(structure, 3)).toEqual({ level: 'gap', start: 2 * gap + 64, end: 3 * gap });
  });

  it('is arranged anew only when its regions or objects have changed', () => {
    const now = structureKeeper();
    const first = now(capture);
    expect(now({ ...capture, sequence: 2 })).toBe(first);
    expect(now({ ...capture, regions: { ...capture.regions } })).not.toBe(first);
  });
});

describe('object cells', () => {
  it('hold all segments of a library', () => {
    const run = runNamed('libcrypto.so.3');
    expect(sample.runs.last[run]! - sample.runs.first[run]!).toBe(5);
  });

  it('are several when an object is interleaved with others, and selected as one', () => {
    const capture = captureOf(
      [
        { start: 1, end: 2, perms: 'r--p', label: 'a', kind: 'text', object: 'x' },
        { start: 2, end: 3, perms: 'rw-p', label: 'b', kind: 'anon' },
        { start: 3, end: 5, perms: 'rw-p', label: 'c', kind: 'data', object: 'x' },
      ],
      [{ kind: 'module', label: told('x.so'), key: 'x' }],
    );
    const structure = structureOf(capture);
    expect(structure.runs.count).toBe(3);
    expect(runSelection(structure, 0)).toEqual({ level: 'object', key: 'x', start: 1, end: 5 });
    expect(runSelection(structure, 1)).toEqual({ level: 'region', start: 2, end: 3 });
  });

  it('cover every region exactly once in a crowded process', () => {
    const { runs, segments } = structureOf(crowdedCapture(5000));
    for (let segment = 0; segment < segments.count; segment++) {
      expect(runs.ofSegment[segment]! >= 0).toBe(segments.region[segment]! >= 0);
    }
  });
});

describe('the breadcrumb', () => {
  const scene = sampleScene(sampleCapture());
  const words = (start: number, end: number) =>
    breadcrumb({ ...scene, view: viewOfSpan(scene.scale, asPageNumber(start), asPageNumber(end)) }).map(
      (crumb) => crumb.text,
    );

  it('says only that all is shown at first', () => {
    expect(breadcrumb(scene).map((crumb) => crumb.text)).toEqual(['Whole address space']);
  });

  it('names area, object and kind on the way down to a page', () => {
    const text = runSelection(sample, runNamed('libc.so.6'));
    expect(words(text.start, text.end)).toEqual(['Whole address space', 'Libraries and threads', 'libc.so.6']);
    const page = text.start + 100;
    expect(words(page, page + 1)).toEqual([
      'Whole address space',
      'Libraries and threads',
      'libc.so.6',
      'Code (.text)',
      `page 0x${page.toString(16)}000`,
    ]);
  });
});

describe('the arrow keys', () => {
  it('go to the next region across gaps, and stop at the ends', () => {
    const lowest = regionNear(sample, 0)!;
    expect(neighbour(sample, lowest, -1)).toBeUndefined();
    let selection = lowest;
    let steps = 0;
    for (let next = neighbour(sample, selection, 1); next; next = neighbour(sample, selection, 1)) {
      selection = next;
      steps++;
    }
    expect(steps).toBe(sampleCapture().regions.length - 1);
  });

  it('go from a region out to its object and in again', () => {
    const region = segmentSelection(sample, sample.runs.first[runNamed('Heap')]!);
    const object = outward(sample, region)!;
    expect(object.level).toBe('object');
    expect(inward(sample, object)).toEqual(region);
    expect(outward(sample, object)).toBeUndefined();
  });

  it('go from one object to the next', () => {
    const object = runSelection(sample, runNamed('libm.so.6'));
    expect(neighbour(sample, object, -1)?.key).toBe('module:libstdc++.so.6.0.30');
  });
});
