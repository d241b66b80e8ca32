/**
 * A stretch of moments of one life: the first picture whole, and from each to the next the patch that also travels to
 * pages, with one that leads back. Pictures share the tables that did not change, so a moment costs what changed in it.
 */
import type { Capture } from '../contract/capture.ts';
import type { MomentId } from '../contract/recording.ts';
import { applyUpdate, updateFrom, type CaptureUpdate } from '../contract/update.ts';
import { estimatedBytes, sharing } from './estimatedBytes.ts';

/** A step from the moment before to this one, and back: old and new values, so that either way costs the same. */
interface Step {
  readonly moment: MomentId;
  readonly forward: CaptureUpdate;
  readonly back: CaptureUpdate;
}

/** Steps of one chunk: seeking a moment applies so many patches at most. */
export const longestChunk = 64;

/** One stretch. Pictures are added at its end and taken out of its middle. */
export class Chunk {
  readonly life: number;
  readonly first: MomentId;
  readonly key: Capture;
  readonly keyBytes: number;
  private readonly steps: Step[] = [];
  private stepBytes = 0;

  constructor(life: number, first: MomentId, key: Capture, before?: Capture) {
    this.life = life;
    this.first = first;
    this.key = key;
    this.keyBytes = estimatedBytes(key, before);
  }

  /** Estimated memory. */
  get bytes(): number {
    return this.keyBytes + this.stepBytes;
  }

  get last(): MomentId {
    return this.steps.at(-1)?.moment ?? this.first;
  }

  /** Its moments in turn. */
  get moments(): MomentId[] {
    return [this.first, ...this.steps.map(({ moment }) => moment)];
  }

  /** Whether the next moment begins another chunk: enough steps, or they outweigh the first picture (both ways count). */
  get full(): boolean {
    return this.steps.length >= longestChunk || this.stepBytes > 2 * this.keyBytes;
  }

  /** Adds the picture after the last one; `forward` leads to it from there. */
  push(moment: MomentId, forward: CaptureUpdate, last: Capture, capture: Capture): void {
    const head = sharing(last, forward.head);
    const back = updateFrom(capture, last);
    this.steps.push({ moment, forward: { ...forward, head }, back });
    // What leads back holds the very parts of the picture before, beside its patches.
    this.stepBytes +=
      estimatedBytes(head, last) +
      estimatedBytes({ ...forward, head: undefined }) +
      estimatedBytes({ ...back, head: undefined });
  }

  /** The picture of the last moment at or before one, from the nearest of those of this chunk that are known already. */
  picture(moment: MomentId, known: readonly Picture[] = []): Picture {
    const wanted = this.placeOf(moment);
    let [place, capture] = [0, this.key];
    for (const picture of known) {
      if (picture.moment < this.first || picture.moment > this.last) continue;
      const other = this.placeOf(picture.moment);
      if (Math.abs(other - wanted) < Math.abs(place - wanted)) [place, capture] = [other, picture.capture];
    }
    for (; place < wanted; place++) capture = applied(capture, this.steps[place]?.forward);
    for (; place > wanted; place--) capture = applied(capture, this.steps[place - 1]?.back);
    return { moment: place === 0 ? this.first : (this.steps[place - 1]?.moment ?? this.first), capture };
  }

  /** The place of the last moment at or before one: 0 is the first picture. */
  private placeOf(moment: MomentId): number {
    let place = 0;
    while (place < this.steps.length && (this.steps[place]?.moment ?? Infinity) <= moment) place++;
    return place;
  }

  /** Every picture in turn. */
  *pictures(): Generator<Picture, void, undefined> {
    let capture = this.key;
    yield { moment: this.first, capture };
    for (const { moment, forward } of this.steps) {
      capture = applied(capture, forward);
      yield { moment, capture };
    }
  }

  /** The same stretch with some of its moments; undefined when none is left. */
  thinned(kept: (moment: MomentId) => boolean, before?: Capture): Chunk | undefined {
    let chunk: Chunk | undefined;
    let last: Capture | undefined;
    for (const { moment, capture } of this.pictures()) {
      if (!kept(moment)) continue;
      if (chunk && last) chunk.push(moment, updateFrom(last, capture), last, capture);
      else chunk = new Chunk(this.life, moment, capture, before);
      last = capture;
    }
    return chunk;
  }
}

/** A moment and what it shows. */
export interface Picture {
  readonly moment: MomentId;
  readonly capture: Capture;
}

function applied(capture: Capture, update: CaptureUpdate | undefined): Capture {
  const next = update && applyUpdate(capture, update);
  if (!next) throw new Error(`a step of the recording does not lead on from picture ${capture.sequence}`);
  return next;
}
