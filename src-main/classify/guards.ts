/** Anonymous memory without any permission that no other rule has explained: small pieces may be guards. */
import type { MappingIndex } from '../contract/capture.ts';
import { pageBytes } from '../contract/units.ts';
import { fact, label, phrase, type Phrase } from '../contract/verdict.ts';
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
  /** By size in pages: verdicts of one size share their texts. */
  readonly #reserves = new Map<number, InternedVerdict>();
  readonly #guardsBelow = new Map<number, InternedVerdict>();
  readonly #guardsAbove = new Map<number, InternedVerdict>();

  constructor(space: Space, claims: Claims) {
    this.#space = space;
    this.#claims = claims;
  }

  apply(row: MappingIndex): void {
    const space = this.#space;
    const pages = space.pages(row);
    const above = space.touchesNext(row) && !space.isInaccessible(row + 1) && space.isWritable(row + 1);
    const below = row > 0 && space.touchesNext(row - 1) && space.isWritable(row - 1);
    if (pages > largestGuard || (!above && !below)) this.#claims.claimInterned(row, this.#reserve(pages));
    else if (above) this.#claims.claimInterned(row, this.#guard(this.#guardsBelow, pages, memoryAbove), space.end(row));
    else this.#claims.claimInterned(row, this.#guard(this.#guardsAbove, pages, memoryBelow), space.start(row - 1));
  }

  #reserve(pages: number): InternedVerdict {
    const known = this.#reserves.get(pages);
    if (known) return known;
    const verdict = this.#claims.intern({
      kind: 'reserve',
      certainty: 'exact',
      label: label('reserved'),
      facts: [fact('nothing-allowed'), fact('addresses-only', { size: pages })],
    });
    this.#reserves.set(pages, verdict);
    return verdict;
  }

  #guard(known: Map<number, InternedVerdict>, pages: number, guards: Phrase): InternedVerdict {
    const before = known.get(pages);
    if (before) return before;
    const verdict = this.#claims.intern({
      kind: 'guard',
      certainty: 'guess',
      label: label('guard'),
      facts: [fact('guard-crashes'), fact('guard-small', { size: pages })],
      detail: { guards },
    });
    known.set(pages, verdict);
    return verdict;
  }
}
