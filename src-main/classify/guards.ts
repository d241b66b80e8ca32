/** Anonymous memory without any permission that no other rule has explained: small pieces may be guards. */
import type { MappingIndex } from '../contract/capture.ts';
import { pageBytes } from '../contract/units.ts';
import type { Claims, InternedVerdict } from './claims.ts';
import type { Space } from './space.ts';
import { pagesText } from './wording.ts';

/** Guards are one page to 64 KiB; larger pieces are reserved addresses. */
const largestGuard = (64 * 1024) / pageBytes;

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
      const words = above ? 'the memory above it' : 'the memory below it';
      const guardsAt = above ? space.end(row) : space.start(row - 1);
      const { kind, certainty, label, evidence, object } = this.#guardVerdict(pages);
      // Written out: copying the verdict with a spread took a quarter of the time of 60,000 rows.
      this.#claims.claim(row, { kind, certainty, label, evidence, object, detail: { guards: words, guardsAt } });
      return;
    }
    let verdict = this.#reserves.get(pages);
    if (!verdict) {
      verdict = this.#claims.intern({
        kind: 'reserve',
        certainty: 'exact',
        label: 'Reserved addresses',
        evidence: [
          'Its permissions are ---p: nothing may be read, written or executed here.',
          `No file and no name: ${pagesText(pages)} of addresses that cost no memory.`,
        ],
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
      label: 'Probably a guard',
      evidence: [
        'Its permissions are ---p: any access crashes the program.',
        `It is small (${pagesText(pages)}) and lies directly beside writable memory.`,
      ],
    });
    this.#guards.set(pages, verdict);
    return verdict;
  }
}
