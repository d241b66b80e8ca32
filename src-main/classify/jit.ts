/** Executable memory without a file: machine code made at run time, unless the whole program is executable. */
import { fact, label } from '../contract/verdict.ts';
import type { Claims } from './claims.ts';
import type { Space } from './space.ts';

/** Whether stack and heap are executable too: then an old ELF header or personality is the cause, not a compiler. */
export function everythingIsExecutable(space: Space): boolean {
  const named = (name: string): number | undefined => space.named.find((row) => space.name(row) === name);
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
    claims.claim(row, {
      kind: 'jit-code',
      certainty: 'exact',
      label: label('executable'),
      facts: [fact('executable-anonymous'), ...(space.isWritable(row) ? [fact('writable-and-executable')] : [])],
    });
  }
}
