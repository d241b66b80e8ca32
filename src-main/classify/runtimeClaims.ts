/** How runtime rules make their verdicts, and the runs of touching mappings that they look at. */
import type { MappingIndex } from '../contract/capture.ts';
import type { Certainty, KindId } from '../contract/kinds.ts';
import { pageBytes } from '../contract/units.ts';
import { label, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims, type Verdict } from './claims.ts';
import type { Space } from './space.ts';

export const mib = (1024 * 1024) / pageBytes;
export const gib = 1024 * mib;

/**
 * What people know by name: each is one object with all its parts (`java-heap` and `java-heap-free`). Other memory of a
 * runtime belongs to the object of the runtime.
 */
const wholes = [
  'java-heap',
  'java-code',
  'go-heap',
  'python-objects',
  'ruby-heap',
  'php-heap',
  'musl-heap',
  'guest-ram',
];

/** Touching mappings, first and last row included. */
export interface Run {
  readonly first: MappingIndex;
  readonly last: MappingIndex;
  readonly start: number;
  readonly end: number;
}

/** Runs of touching rows that all satisfy a condition. */
export function runsOf(space: Space, accept: (row: MappingIndex) => boolean): Run[] {
  const runs: Run[] = [];
  let first = -1;
  for (let row = 0; row < space.count; row++) {
    if (!accept(row)) continue;
    if (first < 0) first = row;
    if (space.touchesNext(row) && accept(row + 1)) continue;
    runs.push({ first, last: row, start: space.start(first), end: space.end(row) });
    first = -1;
  }
  return runs;
}

/** Claims in the name of one runtime; what it was recognised by is always the last fact. */
export class RuntimeClaims {
  readonly space: Space;
  readonly claims: Claims;
  readonly runtime: string;
  readonly #fingerprint: Fact;

  constructor(space: Space, claims: Claims, runtime: string, fingerprint: Fact) {
    this.space = space;
    this.claims = claims;
    this.runtime = runtime;
    this.#fingerprint = fingerprint;
  }

  /** Whether a row is anonymous and no rule has touched it. */
  isOpen(row: MappingIndex): boolean {
    return this.space.isAnonymous(row) && this.claims.isUntouched(row);
  }

  /** `part` is a term of the words (`part:java-heap`). */
  claim(row: MappingIndex, kind: KindId, certainty: Certainty, part: string, facts: readonly Fact[]): void {
    if (!this.isOpen(row)) return;
    this.claims.claim(row, this.#verdict(kind, certainty, part, facts));
  }

  /** The same for a span of pages, in whatever rows it lies. */
  cut(start: number, end: number, kind: KindId, certainty: Certainty, part: string, facts: readonly Fact[]): void {
    this.claims.cut(start, end, cutPriority.runtime, this.#verdict(kind, certainty, part, facts));
  }

  #verdict(kind: KindId, certainty: Certainty, part: string, facts: readonly Fact[]): Verdict {
    const { runtime } = this;
    const whole = wholes.find((one) => part === one || part.startsWith(`${one}-`));
    return {
      kind,
      certainty,
      label: label('runtime-part', { part }),
      facts: [...facts, this.#fingerprint],
      object: this.claims.object(
        whole === undefined
          ? { kind: 'runtime', label: label('runtime', { runtime }), key: `runtime:${runtime}` }
          : { kind: 'runtime', label: label('runtime-part', { part: whole }), key: `runtime:${runtime}:${whole}` },
      ),
      detail: { runtime },
    };
  }

  /** Claims a run: executable parts as generated code, inaccessible ones as reserved, others as the runtime's heap. */
  claimRun(
    run: Run,
    certainty: Certainty,
    parts: { heap: string; reserve: string; code: string },
    facts: readonly Fact[],
  ): void {
    for (let row = run.first; row <= run.last; row++) {
      if (this.space.isExecutable(row)) this.claim(row, 'jit-code', certainty, parts.code, facts);
      else if (this.space.isInaccessible(row)) this.claim(row, 'reserve', certainty, parts.reserve, facts);
      else this.claim(row, 'runtime-heap', certainty, parts.heap, facts);
    }
  }

  /** The same for any span: rows that lie in it as a whole are claimed, parts of others are cut out of them. */
  claimSpan(
    start: number,
    end: number,
    certainty: Certainty,
    parts: { heap: string; reserve: string; code: string },
    facts: readonly Fact[],
  ): void {
    const { space, claims } = this;
    for (let row = space.firstEndingAfter(start); row < space.count && space.start(row) < end; row++) {
      if (space.start(row) >= start && space.end(row) <= end) {
        this.claimRun({ first: row, last: row, start: space.start(row), end: space.end(row) }, certainty, parts, facts);
      } else if (space.isAnonymous(row) && claims.isOpen(row)) {
        const inaccessible = space.isInaccessible(row);
        const [from, to] = [Math.max(start, space.start(row)), Math.min(end, space.end(row))];
        const part = inaccessible ? parts.reserve : parts.heap;
        this.cut(from, to, inaccessible ? 'reserve' : 'runtime-heap', certainty, part, facts);
      }
    }
  }
}
