import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber, asTid } from '@contract/units.ts';
import { addressMapFrame } from '@renderer/layout/addressMap.ts';
import { overlaps } from '@renderer/layout/labels.ts';
import { knownStackMarks } from '@renderer/layout/stackShapes.ts';
import { stackLine } from '@renderer/paint/looks.ts';
import type { Scene } from '@renderer/layout/scene.ts';
import { viewOfSpan } from '@renderer/layout/view.ts';
import { PageCache } from '@renderer/state/pageCache.ts';
import { expect, it } from 'vitest';
import { captureOf } from '../../support/sampleCapture.ts';
import { sampleScene } from '../../support/sampleScene.ts';

const start = 0x7_f000_0000;
const end = start + 64;
const plain = captureOf([{ start, end, perms: 'rw-p', label: 'stack', kind: 'stack', resident: 0.2 }]);
const stackPointer = asPageNumber(end - 3 + 0.5);
const thread = { tid: asTid(7), name: 'worker', state: 'S', stackPointer };
const capture = {
  ...plain,
  process: { ...plain.process, threads: [thread] },
  regions: { ...plain.regions, details: [{ region: 0, thread: { tid: asTid(7) } }] },
};
const own = pageStateBits.present | pageStateBits.exclusive;

function frameOf(pages: PageCache | undefined, from = start, to = end) {
  const whole = sampleScene(capture);
  const view = viewOfSpan(whole.scale, asPageNumber(from), asPageNumber(to), 0);
  const scene: Scene = { ...whole, view, stacks: knownStackMarks(capture, pages) };
  return addressMapFrame(scene);
}

it('marks the stack pointer where it is, at half of its page', () => {
  const { stacks, labels } = frameOf(undefined);
  expect(stacks.map(({ mark }) => mark)).toEqual(['pointer']);
  expect(stacks[0]!.y + stacks[0]!.height / 2).toBeCloseTo((720 * 2.5) / 64, -1);
  expect(labels.map(({ text }) => text)).toContain('stack pointer');
});

it('marks the deepest page once the pages of the stack have been read', () => {
  const pages = new PageCache();
  pages.put(
    start,
    Uint8Array.from({ length: 64 }, (_, page) => (page >= 50 ? own : 0)),
  );
  const { stacks, labels } = frameOf(pages);
  const deepest = stacks.find(({ mark }) => mark === 'deepest')!;
  expect(deepest.y + deepest.height / 2).toBeCloseTo((720 * 14) / 64, -1);
  const names = labels.filter(({ text }) => ['stack pointer', 'deepest page used'].includes(text));
  expect(names).toHaveLength(2);
  for (const name of names) {
    expect(labels.filter((other) => other !== name && overlaps(name, other))).toEqual([]);
  }
});

it('draws none that is not on screen', () => {
  expect(frameOf(undefined, start, start + 20).stacks).toEqual([]);
});

it('draws no line through a text', () => {
  // In a region as low as this its name and size stand at the height of the mark.
  const middle = asPageNumber(start + 32);
  const marked = { ...capture, process: { ...plain.process, threads: [{ ...thread, stackPointer: middle }] } };
  const scene = { ...sampleScene(marked, { height: 24 }), stacks: knownStackMarks(marked, undefined) };
  const { stacks, labels } = addressMapFrame(scene);
  const [mark] = stacks;
  const y = mark!.y + mark!.height / 2;
  const struck = labels.filter(
    (label) => Math.abs(label.y - y) < 6 && label.x < mark!.x + mark!.width && label.x > mark!.x - mark!.line,
  );
  expect(struck.length).toBeGreaterThan(0);
  const line = stackLine(mark!);
  expect(line.length).toBeGreaterThan(1);
  for (const piece of line) for (const label of labels) expect(overlaps(piece, label)).toBe(false);
});
