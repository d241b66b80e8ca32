/**
 * Memory of SBCL, the Lisp compiler. Its core, a file of its own format, tells where each of its spaces lies
 * (src/runtime/coreparse.c, process_directory): the saved part is mapped there, private, writable and executable, and the
 * rest of the space follows as memory without a file.
 */
import type { MappingIndex } from '../contract/capture.ts';
import { fact, type Fact } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { noFile } from './fileRows.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** The file whose private parts are executable although it is no ELF file: the core. */
function coreFile(space: Space): number | undefined {
  const row = space.named.find(
    (one) =>
      space.isExecutable(one) && !space.isShared(one) && space.name(one).startsWith('/') && space.isOtherFormat(one),
  );
  return row === undefined ? undefined : space.files[row];
}

/** Claims what follows the core's parts without a gap. */
export function claimSbcl(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined) return;
  const core = coreFile(space);
  if (core === undefined || core === noFile) return;
  const rules = new RuntimeClaims(space, claims, 'SBCL', fingerprint);
  let part: MappingIndex | undefined;
  for (const row of space.named) {
    if (space.files[row] !== core || space.isShared(row)) continue;
    part = row;
    for (let next = row + 1; space.touchesNext(next - 1) && rules.isOpen(next) && space.isExecutable(next); next++) {
      rules.claim(next, 'runtime-heap', 'strong', 'sbcl-heap', [
        fact('about', { about: 'sbcl-heap' }),
        fact('follows-core', { path: space.name(part), at: space.start(part) }),
      ]);
    }
  }
}
