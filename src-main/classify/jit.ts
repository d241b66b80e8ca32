/** Executable memory without a file: machine code made at run time, unless the whole program is executable. */
import { fact, label } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import { movedCode } from './movedCode.ts';
import type { Space } from './space.ts';

/** Whether stack and heap are executable too: then an old ELF header or personality is the cause, not a compiler. */
export function everythingIsExecutable(space: Space): boolean {
  const named = (name: string): number | undefined => space.bracketed.find((row) => space.name(row) === name);
  const stack = named('[stack]');
  const heap = named('[heap]');
  return stack !== undefined && space.isExecutable(stack) && (heap === undefined || space.isExecutable(heap));
}

/** Claims executable anonymous mappings that no runtime has claimed. */
export function claimGeneratedCode(space: Space, claims: Claims): void {
  // A source that tells no files cannot tell code that was put there from that of a file.
  if (!space.tellsFiles()) return;
  let implied: boolean | undefined;
  for (let row = 0; row < space.count; row++) {
    if (!space.isExecutable(row) || !space.isAnonymous(row) || !claims.isUntouched(row)) continue;
    implied ??= everythingIsExecutable(space);
    if (implied) continue;
    const moved = movedCode(space, row);
    if (moved !== undefined) {
      // The parts of the file around it belong to a module, and so does its code.
      const object = claims.verdicts[row - 1]?.object ?? -1;
      claims.claim(row, {
        kind: 'text',
        certainty: 'strong',
        label: label('module', { path: moved }),
        facts: [fact('fills-hole-of', { path: moved })],
        ...(object < 0 ? {} : { object }),
      });
      continue;
    }
    claims.claim(row, {
      kind: 'jit-code',
      // That it is executable is certain, that code was generated into it is not: no runtime has claimed it.
      certainty: 'guess',
      label: label('executable'),
      facts: [fact('executable-anonymous'), ...(space.isWritable(row) ? [fact('writable-and-executable')] : [])],
    });
  }
}
