/** Marks on stacks in the picture: where the stack pointer is, and the deepest page in use. */
import type { Capture } from '@contract/capture.ts';
import { pageStateBits } from '@contract/pages.ts';
import { asPageNumber } from '@contract/units.ts';
import type { DrawList, Label, StackShape } from './drawList.ts';
import { lineHeight, overlaps } from './labels.ts';
import type { PageLookup } from './pageLookup.ts';
import { pageStates } from './pageState.ts';
import { geometryOf, type Scene } from './scene.ts';
import { entry, regionOf, segmentAt } from './segments.ts';
import { leastContent } from './shownPages.ts';
import { stackMarks, type StackMark } from './stackMarks.ts';
import { heightOf } from './view.ts';

/** Width of a mark's wedge, and half of its height, in CSS pixels. */
const wedge = 7;
const padding = 6;
/** Room left and right of a text that a line goes around. */
const clearance = 4;

const usedStates: ReadonlySet<number> = new Set(
  (['private', 'shared', 'file', 'swapped'] as const).map((state) => pageStates.indexOf(state)),
);

/** Marks of all stacks of a capture, with the deepest pages of those whose pages have been read. */
export function knownStackMarks(capture: Capture, pages: PageLookup | undefined): readonly StackMark[] {
  const { regions } = capture;
  return stackMarks(capture, (region) => {
    const start = regions.start[region] ?? 0;
    const end = regions.end[region] ?? 0;
    // The top of a stack is always in use: when it is not known, nothing of the stack is.
    if (!pages || pages.stateOf(end - 1) === 0) return undefined;
    const states = new Uint8Array(end - start);
    for (let page = start; page < end; page++) {
      if (usedStates.has(pages.stateOf(page))) states[page - start] = pageStateBits.present;
    }
    return { start: asPageNumber(start), states };
  });
}

/** The marks of a frame with their names, where these cover no other text. */
export function stackShapes(
  scene: Scene,
  frame: Pick<DrawList, 'labels'>,
): { readonly shapes: readonly StackShape[]; readonly labels: readonly Label[] } {
  const geometry = geometryOf(scene);
  const { scale, view, viewport, structure, measure, palette, stacks = [] } = scene;
  const { region: column } = geometry.columns;
  const line = lineHeight * viewport.textScale;
  const right = column.x + column.width;
  const shapes: Omit<StackShape, 'texts'>[] = [];
  const labels: Label[] = [];
  for (const { page, label, mark, region } of stacks) {
    const segment = segmentAt(structure.segments, page);
    if (regionOf(structure.segments, segment) !== region) continue;
    const [top, bottom] = geometry.edges(segment, segment);
    if (bottom - top < leastContent || bottom < 0 || top > viewport.height) continue;
    // The deepest page is marked at its lower edge: up to there the stack has been.
    const place = Math.max(entry(scale.segments.start, segment), page);
    const y = Math.round(geometry.toY(heightOf(scale, view, place, segment)));
    if (y < 0 || y > viewport.height) continue;
    shapes.push({
      x: right - wedge,
      y: y - wedge / 2,
      width: wedge,
      height: wedge,
      line: mark === 'named' ? 0 : column.width,
      mark,
    });
    const width = measure(label, 'small');
    if (width + 2 * padding + wedge > column.width) continue;
    // What a lesson's program names is what the lesson is about: it may stand some lines away.
    const far = mark === 'named' ? [1.5, 2.5] : [];
    const places = [0, -0.5, 0.5, ...far.flatMap((lines) => [-lines, lines])];
    const candidates = places
      .map((lines) => y + lines * line + 2 * Math.sign(lines))
      .map((middle): Label => ({
        x: right - wedge - padding - width,
        y: middle,
        width,
        height: line,
        text: label,
        font: 'small',
        colour: palette.text,
        plate: palette.surface,
      }));
    const free = candidates.find(
      (candidate) =>
        candidate.y - line / 2 >= Math.max(0, top) &&
        candidate.y + line / 2 <= Math.min(viewport.height, bottom) &&
        ![...frame.labels, ...labels].some((other) => overlaps(candidate, other)),
    );
    if (free) labels.push(free);
  }
  const texts = [...frame.labels, ...labels];
  return { shapes: shapes.map((shape) => ({ ...shape, texts: textsOnLine(shape, texts) })), labels };
}

/** Where the line of a mark would strike through a text. */
function textsOnLine(
  { x, y, width, height, line }: Omit<StackShape, 'texts'>,
  labels: readonly Label[],
): StackShape['texts'] {
  const struck = { x: x + width - line, y: y + height / 2 - 1, width: line, height: 2 };
  return labels
    .filter((label) => overlaps(label, struck))
    .map((label) => ({ from: label.x - clearance, to: label.x + label.width + clearance }));
}
