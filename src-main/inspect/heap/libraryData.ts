/** Where the C library keeps its variables. */
import type { Capture } from '../../contract/capture.ts';
import { regionView } from '../../contract/rows.ts';
import type { PageNumber } from '../../contract/units.ts';

const library = /\/libc(\.so\.6|-2\.\d+\.so)( \(deleted\))?$/;
/** Pages searched in one span at most, 4 MiB: a program's own data may be of any size. */
const spanPages = 1024;

/** Writable data of glibc; of the program itself when that contains the library. */
export function libraryData({ objects, regions }: Capture): { start: PageNumber; end: PageNumber }[] {
  const shared = objects.findIndex(({ kind, path }) => kind === 'module' && path !== undefined && library.test(path));
  const owner = shared >= 0 ? shared : objects.findIndex(({ role }) => role === 'program');
  const spans: { start: PageNumber; end: PageNumber }[] = [];
  for (let row = 0; row < regions.length; row++) {
    if (regions.object[row] !== owner) continue;
    const { kind, start, end } = regionView(regions, row);
    if (kind !== 'data' && kind !== 'bss') continue;
    spans.push({ start, end: Math.min(end, start + spanPages) as PageNumber });
  }
  return spans;
}
