/** Ordinary files: a path and an inode, and no rule before this one knew better. */
import { permissionBits } from '../contract/capture.ts';
import type { Claims, InternedVerdict } from './claims.ts';
import { noFile } from './fileRows.ts';
import type { Space } from './space.ts';
import { baseName } from './wording.ts';

/** Files that many programs map, told by their path, with what they are for. */
const knownFiles: readonly (readonly [RegExp, string])[] = [
  [/\/locale-archive$|\/usr\/(lib|share)\/locale\//, 'It holds translations and language rules.'],
  [/\/gconv-modules\.cache$/, 'It lists the character set converters of the C library.'],
  [/\.(ttf|otf|ttc|pfb)( \(deleted\))?$/, 'It is a font.'],
  [/\/fontconfig\//, 'It is a cache of font descriptions.'],
  [/\.mo$/, 'It is a catalogue of translated messages.'],
  [/icudtl\.dat$/, 'It is the Unicode data of the ICU library.'],
  [/\.pak$/, 'It is a pack of resources of Chromium.'],
  [/\.jsa$/, 'It is a Java class data archive (CDS): classes prepared beforehand.'],
  [/\/lib\/modules$/, 'It is the image of the Java class library.'],
  [/\/hsperfdata_[^/]+\/\d+$/, 'It holds the counters that a Java virtual machine publishes.'],
  [/-shm$/, 'It may be the shared index of an SQLite database.'],
  [/\/perf-\d+\.map$/, 'It is the symbol map of a just-in-time compiler.'],
  [/\/(jit-\d+\.dump|jitted-[^/]+\.so)$/, 'It is a record of generated code for perf.'],
];

function describe(name: string, perms: number): string[] {
  const sentences = ['The kernel prints a path and an inode number: a file.'];
  if (perms & permissionBits.shared) {
    sentences.push(
      perms & permissionBits.write
        ? 'It is mapped shared and writable: writes go to the file.'
        : 'It is mapped shared, to be read only.',
    );
  } else sentences.push('It is mapped private: changes stay with this process.');
  const known = knownFiles.find(([pattern]) => pattern.test(name));
  if (known) sentences.push(known[1]);
  if (name.endsWith(' (deleted)')) {
    sentences.push(
      'The kernel adds “(deleted)”: the file was probably removed or replaced while in use, and the program still works with the old version.',
    );
  }
  return sentences;
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
        label: name === '' ? `file with inode ${identity}` : baseName(name),
        evidence: describe(name, perms),
        object: claims.object({ kind: 'file', label: baseName(name), key: `file:${name}@${identity}`, path: name }),
      });
      cache.set(key, verdict);
    }
    claims.claim(row, verdict);
  }
}
