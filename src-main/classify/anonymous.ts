/** The honest default: memory without file and name, with what is known of it. */
import type { MappingIndex } from '../contract/capture.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import type { Claims, InternedVerdict, Verdict } from './claims.ts';
import { InaccessibleRule } from './guards.ts';
import { claimFlaggedAnonymous } from './kernelNames.ts';
import { vmFlag, type Space } from './space.ts';

function describe(space: Space, row: MappingIndex): Fact[] {
  const flags = space.flags(row);
  const nameless = space.isNamedForBreakAlone(row) ? [] : [fact('no-file-no-name')];
  const facts = [...nameless, fact('resident'), fact('vm-flags')];
  if (flags & vmFlag.gu) facts.push(fact('hidden-guards'));
  if (flags & vmFlag.gd) facts.push(fact('anonymous-grows-down'));
  if (flags & vmFlag.hg) facts.push(fact('huge-advised'));
  return facts;
}

/** Of a source that tells no file of any mapping. */
const untold: Verdict = {
  kind: 'anon',
  certainty: 'guess',
  label: label('unknown-mapping'),
  facts: [fact('no-file-told'), fact('no-files-told')],
};

/** Gives every mapping that is still open its verdict. Rows with equal facts share one. */
export function claimAnonymous(space: Space, claims: Claims): void {
  const inaccessible = new InaccessibleRule(space, claims);
  const tellsFiles = space.tellsFiles();
  const pointers = new Map(space.threads().map(({ tid, row }) => [row, tid]));
  const cache = new Map<number, InternedVerdict>();
  for (let row = 0; row < space.count; row++) {
    if (!claims.isOpen(row)) continue;
    claimFlaggedAnonymous(space, claims, row);
    if (!claims.isOpen(row)) continue;
    if (space.isInaccessible(row)) {
      inaccessible.apply(row);
      continue;
    }
    if (!tellsFiles) {
      claims.claim(row, untold);
      continue;
    }
    // Permissions, flags and what is resident are said from the capture that is shown; only these flags choose facts.
    const key = space.flags(row) & (vmFlag.gu | vmFlag.gd | vmFlag.hg);
    const thread = pointers.get(row);
    if (thread !== undefined || space.isNamedForBreakAlone(row)) {
      // A stack pointer without any bound of a stack is told, and makes no stack of a whole mapping.
      const pointed =
        thread === undefined ? [] : [fact('stack-pointer-lies-here', { thread }), fact('no-guard-no-flag')];
      const facts = [...pointed, ...describe(space, row)];
      claims.claim(row, { kind: 'anon', certainty: 'exact', label: label('anonymous'), facts });
      continue;
    }
    let verdict = cache.get(key);
    if (!verdict) {
      verdict = claims.intern({
        kind: 'anon',
        certainty: 'exact',
        label: label(space.flags(row) & vmFlag.gd ? 'anonymous-growing' : 'anonymous'),
        facts: describe(space, row),
      });
      cache.set(key, verdict);
    }
    claims.claimInterned(row, verdict);
  }
}
