/**
 * A stretch of moments of one life: the first picture whole, and from each to the next the patch that also travels to
 * pages. Pictures share the tables that did not change, so a moment costs what changed in it.
 */
import type { Capture } from '../contract/capture.ts';
import type { MomentId } from '../contract/recording.ts';
import { applyUpdate, updateFrom, type CaptureUpdate } from '../contract/update.ts';
import { estimatedBytes } from './estimatedBytes.ts';

/** A step from the moment before to this one. */
interface Step {
  readonly moment: MomentId;
  readonly update: CaptureUpdate;
  readonly bytes: number;
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

  get moments(): MomentId[] {
    return [this.first, ...this.steps.map(({ moment }) => moment)];
  }

  /** Whether the next moment begins another chunk: enough steps, or they outweigh the first picture. */
  get full(): boolean {
    return this.steps.length >= longestChunk || this.stepBytes > this.keyBytes;
  }

  push(moment: MomentId, update: CaptureUpdate): void {
    const bytes = estimatedBytes(update);
    this.steps.push({ moment, update, bytes });
    this.stepBytes += bytes;
  }

  /** The picture of the last moment at or before one, from a picture of this chunk that is known already if that is nearer. */
  picture(moment: MomentId, known?: Picture): Picture {
    const begin = known && known.moment >= this.first && known.moment <= moment ? known : undefined;
    let capture = begin?.capture ?? this.key;
    let reached = begin?.moment ?? this.first;
    for (const step of this.steps) {
      if (step.moment <= reached) continue;
      if (step.moment > moment) break;
      capture = applied(capture, step.update);
      reached = step.moment;
    }
    return { moment: reached, capture };
  }

  /** Every picture in turn. */
  *pictures(): Generator<Picture, void, undefined> {
    let capture = this.key;
    yield { moment: this.first, capture };
    for (const { moment, update } of this.steps) {
      capture = applied(capture, update);
      yield { moment, capture };
    }
  }

  /** The same stretch with some of its moments; undefined when none is left. */
  thinned(kept: (moment: MomentId) => boolean, before?: Capture): Chunk | undefined {
    let chunk: Chunk | undefined;
    let last: Capture | undefined;
    for (const { moment, capture } of this.pictures()) {
      if (!kept(moment)) continue;
      if (chunk && last) chunk.push(moment, updateFrom(last, capture));
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

function applied(capture: Capture, update: CaptureUpdate): Capture {
  const next = applyUpdate(capture, update);
  if (!next) throw new Error(`a step of the recording leads from ${update.base}, not from ${capture.sequence}`);
  return next;
}
