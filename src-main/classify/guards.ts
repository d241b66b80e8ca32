/** Anonymous memory without any permission that no other rule has explained: small pieces may be guards. */
import type { MappingIndex } from '../contract/capture.ts';
import { pageBytes } from '../contract/units.ts';
import { fact, label, phrase } from '../contract/verdict.ts';
import type { Claims, InternedVerdict } from './claims.ts';
import type { Space } from './space.ts';

/** Guards are one page to 64 KiB; larger pieces are reserved addresses. */
const largestGuard = (64 * 1024) / pageBytes;

const memoryAbove = phrase('memory-above');
const memoryBelow = phrase('memory-below');

/** Claims inaccessible anonymous mappings: a small one beside accessible memory as a probable guard, else reserved. */
export class InaccessibleRule {
  readonly #space: Space;
  readonly #claims: Claims;
  readonly #reserves = new Map<number, InternedVerdict>();
  readonly #guards = new Map<number, InternedVerdict>();

  constructor(space: Space, claims: Claims) {
    this.#space = space;
    this.#claims = claims;
  }

  apply(row: MappingIndex): void {
    const space = this.#space;
    const pages = space.pages(row);
    const above = space.touchesNext(row) && !space.isInaccessible(row + 1) && space.isWritable(row + 1);
    const below = row > 0 && space.touchesNext(row - 1) && space.isWritable(row - 1);
    if (pages <= largestGuard && (above || below)) {
      const guards = above ? memoryAbove : memoryBelow;
      const guardsAt = above ? space.end(row) : space.start(row - 1);
      const { kind, certainty, rule, label: own, facts, object } = this.#guardVerdict(pages);
      // Written out: copying the verdict with a spread took a quarter of the time of 60,000 rows.
      this.#claims.claim(row, { kind, certainty, rule, label: own, facts, object, detail: { guards, guardsAt } });
      return;
    }
    let verdict = this.#reserves.get(pages);
    if (!verdict) {
      verdict = this.#claims.intern({
        kind: 'reserve',
        certainty: 'exact',
        label: label('reserved'),
        facts: [fact('nothing-allowed'), fact('addresses-only', { size: pages })],
      });
      this.#reserves.set(pages, verdict);
    }
    this.#claims.claim(row, verdict);
  }

  /** Guards of one size share their texts; only what they guard differs. */
  #guardVerdict(pages: number): InternedVerdict {
    const known = this.#guards.get(pages);
    if (known) return known;
    const verdict = this.#claims.intern({
      kind: 'guard',
      certainty: 'guess',
      label: label('guard'),
      facts: [fact('guard-crashes'), fact('guard-small', { size: pages })],
    });
    this.#guards.set(pages, verdict);
    return verdict;
  }
}
