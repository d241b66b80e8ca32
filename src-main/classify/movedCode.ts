/** A file's code in memory of its own: programs copy it there, as for huge pages, and no file is shown for it then. */
import type { MappingIndex } from '../contract/capture.ts';
import { noFile } from './fileRows.ts';
import type { Space } from './space.ts';

/**
 * Path of the file whose code lies in an anonymous executable row: the rows on both sides are of one file, and what lies
 * between them in the file is as long as this row. Undefined for every other row.
 */
export function movedCode(space: Space, row: MappingIndex): string | undefined {
  if (row < 1 || row + 1 >= space.count || !space.isExecutable(row) || !space.isAnonymous(row)) return undefined;
  const file = space.files[row - 1] ?? noFile;
  if (file === noFile || file !== space.files[row + 1]) return undefined;
  if (!space.touchesNext(row - 1) || !space.touchesNext(row)) return undefined;
  const inFile = space.offset(row + 1) - space.offset(row - 1);
  return inFile === space.start(row + 1) - space.start(row - 1) ? space.name(row - 1) : undefined;
}
