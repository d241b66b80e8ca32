/** The honest default: memory without file and name, with what is known of it. */
import { permissionText } from '../contract/rows.ts';
import type { MappingIndex } from '../contract/capture.ts';
import type { Claims, InternedVerdict } from './claims.ts';
import { InaccessibleRule } from './guards.ts';
import { claimFlaggedAnonymous } from './kernelNames.ts';
import { vmFlag, type Space } from './space.ts';
import { sizeText } from './wording.ts';

function describe(space: Space, row: MappingIndex, resident: number | undefined): string[] {
  const flags = space.flags(row);
  const sentences = [`No file, no name; permissions ${permissionText(space.perms[row] ?? 0)}.`];
  if (resident === 0) sentences.push('None of it is resident: it has not been touched, or it has been swapped out.');
  else if (resident !== undefined) sentences.push(`${sizeText(resident * 1024)} of it are resident.`);
  const text = space.flagText(row);
  if (text !== '') sentences.push(`VmFlags: ${text}.`);
  if (flags & vmFlag.gu) sentences.push('VmFlags has gu: guard pages may be hidden inside it.');
  if (flags & vmFlag.gd)
    sentences.push('VmFlags has gd: the kernel makes it longer downward on demand (MAP_GROWSDOWN).');
  if (flags & vmFlag.hg) sentences.push('VmFlags has hg: the program asked for transparent huge pages here.');
  return sentences;
}

/** Gives every mapping that is still open its verdict. Rows with equal facts share one. */
export function claimAnonymous(space: Space, claims: Claims): void {
  const inaccessible = new InaccessibleRule(space, claims);
  const cache = new Map<number, InternedVerdict>();
  for (let row = 0; row < space.count; row++) {
    if (!claims.isOpen(row)) continue;
    claimFlaggedAnonymous(space, claims, row);
    if (!claims.isOpen(row)) continue;
    if (space.isInaccessible(row)) {
      inaccessible.apply(row);
      continue;
    }
    const resident = space.figure('Rss', row);
    const flagSet = space.input.smaps?.vmFlags[row] ?? 0;
    const key = ((resident ?? -1) + 1) * 2 ** 20 + (flagSet % 2 ** 16) * 16 + (space.perms[row] ?? 0);
    let verdict = flagSet < 2 ** 16 ? cache.get(key) : undefined;
    if (!verdict) {
      verdict = claims.intern({
        kind: 'anon',
        certainty: 'exact',
        label: space.flags(row) & vmFlag.gd ? 'Anonymous memory that grows downward' : 'Anonymous memory',
        evidence: describe(space, row, resident),
      });
      cache.set(key, verdict);
    }
    claims.claim(row, verdict);
  }
}
