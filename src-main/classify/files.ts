/** Ordinary files: a path and an inode, and no rule before this one knew better. */
import { permissionBits } from '../contract/capture.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import type { Claims, InternedVerdict } from './claims.ts';
import { noFile } from './fileRows.ts';
import type { Space } from './space.ts';

/** Files that many programs map, told by their path, with what they are for. */
const knownFiles: readonly (readonly [RegExp, string])[] = [
  [/\/locale-archive$|\/usr\/(lib|share)\/locale\//, 'locale'],
  [/\/gconv-modules\.cache$/, 'gconv'],
  [/\.(ttf|otf|ttc|pfb)( \(deleted\))?$/, 'font'],
  [/\/fontconfig\//, 'fontconfig'],
  [/\.mo$/, 'catalogue'],
  [/icudtl\.dat$/, 'icu'],
  [/\.pak$/, 'pak'],
  [/\.jsa$/, 'jsa'],
  [/\/lib\/modules$/, 'jimage'],
  [/\/hsperfdata_[^/]+\/\d+$/, 'hsperf'],
  [/-shm$/, 'sqlite'],
  [/\/perf-\d+\.map$/, 'perf-map'],
  [/\/(jit-\d+\.dump|jitted-[^/]+\.so)$/, 'jit-dump'],
];

function describe(space: Space, name: string, perms: number): Fact[] {
  const facts = [fact(space.knows('inode') ? 'path-and-inode' : 'file-named')];
  if (space.knows('sharing')) {
    if (!(perms & permissionBits.shared)) facts.push(fact('private-file'));
    else if (space.knows('permissions')) {
      facts.push(fact(perms & permissionBits.write ? 'shared-writable' : 'shared-read-only'));
    }
  }
  const known = knownFiles.find(([pattern]) => pattern.test(name));
  if (known) facts.push(fact('file-use', { use: known[1] }));
  if (name.endsWith(' (deleted)')) facts.push(fact('deleted-file'));
  return facts;
}

/** Claims every remaining mapping that has a name or an inode. Equal rows share one verdict. */
export function claimFiles(space: Space, claims: Claims): void {
  const cache = new Map<number, InternedVerdict>();
  for (const row of space.named) {
    if (!claims.isOpen(row)) continue;
    const perms = space.perms[row] ?? 0;
    const key = (space.files[row] ?? noFile) * 16 + perms;
    let verdict = cache.get(key);
    if (!verdict) {
      const name = space.name(row);
      const identity = space.fileIdentity(row);
      verdict = claims.intern({
        kind: 'file',
        certainty: 'exact',
        label: name === '' ? label('file-by-inode', { inode: identity }) : label('file', { path: name }),
        facts: describe(space, name, perms),
        object: claims.object({
          kind: 'file',
          label: label('file', { path: name }),
          key: `file:${name}@${identity}`,
          path: name,
        }),
      });
      cache.set(key, verdict);
    }
    claims.claimInterned(row, verdict);
  }
}
