/** Wheel, pinch, drag and touch by d3-zoom, told as small steps: a picture keeps its own view, exact at any depth. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent } from 'd3-zoom';
import type { Point } from './chart.svelte.ts';

/** What a picture does with a gesture. */
export interface GestureTargets {
  /** Zooms by a factor about a point, which stays where it is. */
  readonly zoom: (about: Point, factor: number) => void;
  /** Moves the picture by pixels, to the right and down. */
  readonly pan: (right: number, down: number) => void;
  readonly begin: () => void;
  readonly end: () => void;
}

/** Wheel steps: a notch of 100 px zooms by about a quarter, a pinch on a trackpad ten times as fast. */
const wheelRate = { pixel: 0.0032, line: 0.06, page: 1 } as const;

function wheelDelta(event: WheelEvent): number {
  const rate =
    event.deltaMode === WheelEvent.DOM_DELTA_LINE
      ? wheelRate.line
      : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
        ? wheelRate.page
        : wheelRate.pixel;
  return -event.deltaY * rate * (event.ctrlKey ? 10 : 1);
}

/** Listens on an element; returns what stops the listening. */
export function attachGestures(element: HTMLElement, targets: GestureTargets): () => void {
  const selection = select<HTMLElement, unknown>(element);
  let last = zoomIdentity;
  let resetting = false;
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([0, Infinity])
    .clickDistance(4)
    .wheelDelta(wheelDelta)
    // A touch has no button; fingers always move the picture, one by panning and two by pinching.
    .filter(
      (event: MouseEvent | TouchEvent) =>
        !('button' in event) || (event.button === 0 && (!event.ctrlKey || event.type === 'wheel')),
    )
    .on('start', () => {
      if (!resetting) targets.begin();
    })
    .on('zoom', ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
      if (resetting) return;
      const factor = transform.k / last.k;
      // The pixel that this step leaves where it was: y = factor * (y - last.y) + transform.y, and so for x.
      const fixed = (now: number, before: number): number => (now - factor * before) / (1 - factor);
      if (Math.abs(factor - 1) < 1e-9) targets.pan(transform.x - last.x, transform.y - last.y);
      else targets.zoom({ x: fixed(transform.x, last.x), y: fixed(transform.y, last.y) }, factor);
      last = transform;
    })
    .on('end', () => {
      if (resetting) return;
      targets.end();
      // Every gesture starts from the identity, so that d3's own numbers never grow.
      resetting = true;
      last = zoomIdentity;
      selection.call((target) => {
        behaviour.transform(target, zoomIdentity);
      });
      resetting = false;
    });
  selection.call(behaviour).on('dblclick.zoom', null);
  return () => {
    selection.on('.zoom', null);
  };
}
