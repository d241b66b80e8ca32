/**
 * The pictures of a recording: a chain of chunks within a limit of memory. What becomes too much is thinned by age, then
 * joined, then dropped, oldest first; each time one chunk, so that the reading thread is never busy with it for long.
 */
import type { Capture } from '../contract/capture.ts';
import type { MomentId } from '../contract/recording.ts';
import { updateFrom, type CaptureUpdate } from '../contract/update.ts';
import { Chunk, longestChunk, type Picture } from './chunk.ts';

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
}

/** What making room has cost. */
export interface Relief {
  /** Moments that are gone; their peaks stay with the next one. */
  readonly thinned: ReadonlySet<MomentId>;
  /** Moments of which only the curves are left. */
  readonly dropped: ReadonlySet<MomentId>;
}

/** One of the ways to make room: the moments that it went through, and those it has cost. */
interface ReliefStep {
  readonly handled: number;
  readonly thinned?: readonly MomentId[];
  readonly dropped?: readonly MomentId[];
}

/** What thinning asks about a moment. */
export interface MomentFacts {
  /** Milliseconds on the recording's own time axis. */
  readonly time: (moment: MomentId) => number;
  /** It stays as long as anything does. */
  readonly bookmarked: (moment: MomentId) => boolean;
}

const minute = 60_000;
/** Once a limit is exceeded, moments older than `age` keep this distance, in milliseconds. */
const spacings = [
  { age: 120 * minute, spacing: minute },
  { age: 10 * minute, spacing: 10_000 },
  { age: 0, spacing: 1_000 },
] as const;

/** Moments that one look goes through to make room; what is left to do waits for the next look. */
const longestRelief = 128;

/** Pictures of older questions that are kept; people go back and forth between two. */
const knownPictures = 2;

/** The chunks, oldest first. */
export class Ring {
  private readonly limits: RingLimits;
  private readonly chunks: Chunk[] = [];
  /** How far apart the moments of a chunk already are. */
  private readonly spaced = new WeakMap<Chunk, number>();
  private known: readonly Picture[] = [];
  private newest: Capture | undefined;

  constructor(limits: RingLimits) {
    this.limits = limits;
  }

  /** Estimated memory. */
  get bytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  push({ moment, capture, update, life }: RingPicture): void {
    const last = this.chunks.at(-1);
    if (last && update && this.newest && !last.full) last.push(moment, update, this.newest, capture);
    else this.chunks.push(new Chunk(life, moment, capture, last?.key));
    this.newest = capture;
  }

  /** The last picture at or before a moment; undefined when it lies before the oldest that is left. */
  picture(moment: MomentId): Picture | undefined {
    const chunk = this.chunks.findLast(({ first }) => first <= moment);
    if (!chunk) return undefined;
    const picture = chunk.picture(moment, this.known);
    this.known = [picture, ...this.known.filter((other) => other.moment !== picture.moment)].slice(0, knownPictures);
    return picture;
  }

  /** Every picture in turn. */
  *pictures(): Generator<Picture, void, undefined> {
    for (const chunk of this.chunks) yield* chunk.pictures();
  }

  /** Makes room where a limit is exceeded; undefined when nothing had to go. */
  relieve(facts: MomentFacts, now: number): Relief | undefined {
    const relief = { thinned: new Set<MomentId>(), dropped: new Set<MomentId>() };
    const before = this.chunks.length;
    for (let handled = 0; handled < longestRelief;) {
      const tooMuch = this.bytes > this.limits.bytes;
      const [oldest] = this.chunks;
      if (!oldest || (!tooMuch && now - facts.time(oldest.first) <= this.limits.span)) break;
      const step = this.thin(facts, now) ?? (tooMuch ? (this.join() ?? this.drop(facts)) : undefined);
      if (!step) break;
      handled += step.handled;
      for (const moment of step.thinned ?? []) relief.thinned.add(moment);
      for (const moment of step.dropped ?? []) relief.dropped.add(moment);
    }
    return relief.thinned.size > 0 || relief.dropped.size > 0 || this.chunks.length < before ? relief : undefined;
  }

  /** Thins the oldest chunk that is denser than its age asks for; undefined when there is none. The newest still grows. */
  private thin({ time, bookmarked }: MomentFacts, now: number): ReliefStep | undefined {
    const due = (chunk: Chunk): number =>
      spacings.find(({ age }) => now - time(chunk.last) >= age)?.spacing ?? spacings[2].spacing;
    const place = this.chunks.findIndex(
      (chunk, index) => index < this.chunks.length - 1 && (this.spaced.get(chunk) ?? 0) < due(chunk),
    );
    const chunk = this.chunks[place];
    if (!chunk) return undefined;
    const [before, after] = [this.chunks[place - 1], this.chunks[place + 1]];
    const spacing = due(chunk);
    const lastOfLife = after?.life === chunk.life ? undefined : chunk.last;
    let kept = before?.life === chunk.life ? time(before.last) : -Infinity;
    const stays = (moment: MomentId): boolean => {
      const far = time(moment) - kept >= spacing;
      if (far) kept = time(moment);
      return far || moment === lastOfLife || bookmarked(moment);
    };
    const { moments } = chunk;
    const staying = new Set(moments.filter(stays));
    const next = staying.size === moments.length ? chunk : this.rebuilt(place, (moment) => staying.has(moment));
    if (next) this.spaced.set(next, spacing);
    else this.chunks.splice(place, 1);
    return { handled: moments.length, thinned: moments.filter((moment) => !staying.has(moment)) };
  }

  /** Puts a chunk with some of its moments in the place of the whole one. */
  private rebuilt(place: number, stays: (moment: MomentId) => boolean): Chunk | undefined {
    const next = this.chunks[place]?.thinned(stays, this.chunks[place - 1]?.key);
    if (next) this.chunks[place] = next;
    this.known = [];
    return next;
  }

  /** Joins the oldest two neighbours of one life that fit into one chunk: that saves a whole picture. */
  private join(): ReliefStep | undefined {
    const place = this.chunks.findIndex((chunk, index) => {
      const next = this.chunks[index + 1];
      const fits = next && index + 2 < this.chunks.length && next.life === chunk.life;
      return fits === true && chunk.moments.length + next.moments.length <= longestChunk;
    });
    const [first, second] = [this.chunks[place], this.chunks[place + 1]];
    if (!first || !second) return undefined;
    let last = first.picture(first.last).capture;
    for (const { moment, capture } of second.pictures()) {
      first.push(moment, updateFrom(last, capture), last, capture);
      last = capture;
    }
    this.spaced.set(first, Math.min(this.spaced.get(first) ?? 0, this.spaced.get(second) ?? 0));
    this.chunks.splice(place + 1, 1);
    this.known = [];
    return { handled: first.moments.length };
  }

  /** Drops the oldest pictures that have no name; where all have one, the oldest all the same. The newest chunk stays. */
  private drop({ bookmarked }: MomentFacts): ReliefStep | undefined {
    const last = this.chunks.length - 1;
    const found = this.chunks.findIndex(({ moments }, index) => index < last && !moments.every(bookmarked));
    const place = found < 0 ? 0 : found;
    const chunk = this.chunks[place];
    if (!chunk || last === 0) return undefined;
    const named = found < 0 ? undefined : this.rebuilt(place, bookmarked);
    if (!named) this.chunks.splice(place, 1);
    this.known = [];
    const left = new Set(named?.moments);
    return { handled: chunk.moments.length, dropped: chunk.moments.filter((moment) => !left.has(moment)) };
  }
}
