/** What is gone since the moment that is compared with, at its place among what is there. Pure. */
import { asBytes, spanBytes, type Bytes } from '@contract/units.ts';
import { formatBytes, formatPlural } from '../format/bytes.ts';
import type { GoneSpan } from '../state/model.ts';
import { pinY } from './pinPlace.ts';
import type { Scene } from './scene.ts';

/** One outline: a span, or several that lie too close to each other to be told apart. */
export interface Ghost {
  /** Upper edge and height in CSS pixels. */
  readonly y: number;
  readonly height: number;
  readonly spans: number;
  readonly bytes: Bytes;
  /** Of the only one, or of the first. */
  readonly name: string;
}

/**
 * A line of words, so that those of two outlines never lie over each other. A lower outline has its words on its edge,
 * between the name and the size of what lies there.
 */
export const wordsHeight = 14;
/** The least height that is seen. */
const leastHeight = 3;

/** What stands at an outline: `✕ [heap] gone, 2 MiB`; where it is low `✕ 2 MiB gone`, and so where it has no name. */
export const ghostText = ({ height, spans, name, bytes }: Ghost): string =>
  height < wordsHeight || (spans === 1 && name === '')
    ? `✕ ${formatBytes(bytes)} gone`
    : `✕ ${spans === 1 ? name : formatPlural(spans, 'span')} gone, ${formatBytes(bytes)}`;

/** The outlines on screen, from top to bottom. O(spans · log). */
export function ghostsOnScreen(
  scene: Pick<Scene, 'structure' | 'scale' | 'view' | 'viewport' | 'highAddressesOnTop'>,
  gone: readonly GoneSpan[],
): Ghost[] {
  const placed = gone.flatMap((span) => {
    const ends = [pinY(scene, span.start), pinY(scene, span.end)].filter((y) => y !== undefined);
    // One that reaches beyond the screen ends at its edge; it is outlined on the side that is seen.
    return ends.length === 0 ? [] : [{ span, top: Math.min(...ends), bottom: Math.max(...ends) }];
  });
  placed.sort((a, b) => a.top - b.top);
  const ghosts: Ghost[] = [];
  for (const { span, top, bottom } of placed) {
    const last = ghosts.at(-1);
    const bytes = spanBytes(span.start, span.end);
    if (last && top < last.y + Math.max(last.height, wordsHeight)) {
      ghosts[ghosts.length - 1] = {
        ...last,
        height: Math.max(last.height, bottom - last.y),
        spans: last.spans + 1,
        bytes: asBytes(last.bytes + bytes),
      };
    } else ghosts.push({ y: top, height: Math.max(leastHeight, bottom - top), spans: 1, bytes, name: span.name });
  }
  return ghosts;
}
