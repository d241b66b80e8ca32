/** The pictures of a recording: a chain of chunks within a limit of memory. */
import type { MomentId } from '../contract/recording.ts';
import type { CaptureUpdate } from '../contract/update.ts';
import { Chunk, type Picture } from './chunk.ts';

/** What a ring may hold before older moments are thinned out. */
export interface RingLimits {
  readonly bytes: number;
  /** Milliseconds. */
  readonly span: number;
}

/** A picture to keep. */
export interface RingPicture extends Picture {
  /** What leads to it from the one before; without it a new chain begins. */
  readonly update: CaptureUpdate | undefined;
  readonly life: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What making room has cost. */
export interface Relief {
  /** Moments that are gone; their peaks stay with the next one. */
  readonly thinned?: ReadonlySet<MomentId>;
  /** Moments of which only the curves are left. */
  readonly dropped?: ReadonlySet<MomentId>;
}

/** The chunks, oldest first. */
export class Ring {
  private readonly limits: RingLimits;
  private readonly chunks: Chunk[] = [];
  /** The picture that was asked for last: the next one is often its neighbour. */
  private known: Picture | undefined;

  constructor(limits: RingLimits) {
    this.limits = limits;
  }

  /** Estimated memory. */
  get bytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  push({ moment, capture, update, life }: RingPicture): void {
    const last = this.chunks.at(-1);
    if (last && update && !last.full) last.push(moment, update);
    else this.chunks.push(new Chunk(life, moment, capture, last?.key));
  }

  /** The last picture at or before a moment; undefined when it lies before the oldest that is left. */
  picture(moment: MomentId): Picture | undefined {
    const chunk = this.chunks.findLast(({ first }) => first <= moment);
    this.known = chunk?.picture(moment, this.known) ?? this.known;
    return chunk && this.known;
  }

  /** Makes room where the limit is exceeded; undefined when nothing had to go. Bookmarked moments go last. */
  relieve(bookmarked: (moment: MomentId) => boolean): Relief | undefined {
    const dropped = new Set<MomentId>();
    while (this.bytes > this.limits.bytes && this.chunks.length > 1) {
      const oldest = this.chunks.slice(0, -1).findIndex((chunk) => !chunk.moments.every(bookmarked));
      const [gone] = this.chunks.splice(Math.max(0, oldest), 1);
      for (const moment of gone?.moments ?? []) dropped.add(moment);
    }
    return dropped.size > 0 ? { dropped } : undefined;
  }
}
