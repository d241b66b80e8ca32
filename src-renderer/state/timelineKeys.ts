/** The keys along time, alike wherever time runs across a picture. */
import type { Timeline } from './timeline.svelte.ts';

/** Share of the window that the keys + and − leave, or add. */
const keyZoom = 0.5;

type Steered = Pick<Timeline, 'step' | 'leap' | 'first' | 'live' | 'zoom' | 'zoomOut' | 'time'>;

const commands: Readonly<Record<string, (timeline: Steered, shift: boolean) => void>> = {
  ArrowLeft: (timeline, shift) => {
    if (shift) timeline.leap(-1);
    else timeline.step(-1);
  },
  ArrowRight: (timeline, shift) => {
    if (shift) timeline.leap(1);
    else timeline.step(1);
  },
  Home: (timeline) => {
    timeline.first();
  },
  End: (timeline) => {
    timeline.live();
  },
  Escape: (timeline) => {
    timeline.zoomOut();
  },
  '+': (timeline) => {
    timeline.zoom(keyZoom, timeline.time);
  },
  '-': (timeline) => {
    timeline.zoom(1 / keyZoom, timeline.time);
  },
};

/** What a key does to the timeline; undefined where it is not one of its keys. Alt, Ctrl and Meta belong to the page. */
export function timelineKey(
  {
    key,
    shiftKey,
    altKey,
    ctrlKey,
    metaKey,
  }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  timeline: Steered,
): (() => void) | undefined {
  const command = altKey || ctrlKey || metaKey ? undefined : commands[key];
  return (
    command &&
    (() => {
      command(timeline, shiftKey);
    })
  );
}
