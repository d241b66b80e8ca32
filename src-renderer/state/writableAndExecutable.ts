/** Memory that is writable and executable at once, told without alarm where a runtime writes its code. Pure. */
import type { Capture } from '@contract/capture.ts';
import { rowFindings } from '@read/rowFindings.ts';
import { rowAt } from '@contract/rows.ts';
import { permissionsKnown } from '../format/knows.ts';
import { isWritableAndExecutable } from '../format/permissions.ts';

/** The mappings that are both, and whether a runtime is known to need each of them. */
export function writableAndExecutable(capture: Capture): { readonly count: number; readonly expected: boolean } {
  const { mappings } = capture;
  const isKnown = permissionsKnown(capture);
  const isBoth = (row: number): boolean => isWritableAndExecutable(mappings.perms[row] ?? 0) && isKnown(row);
  let count = 0;
  for (let row = 0; row < mappings.length; row++) if (isBoth(row)) count++;
  const unexpected = rowFindings(capture).some(
    ({ severity, start }) => severity !== 'expected' && isBoth(rowAt(mappings, start)),
  );
  return { count, expected: !unexpected };
}
