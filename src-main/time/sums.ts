/** What a process holds at one moment, added up by kind and by what the memory rests on. */
import { permissionBits, type Capture, type MappingColumns } from '../contract/capture.ts';
import { comparedKeys } from '../contract/comparison.ts';
import { kindIds } from '../contract/kinds.ts';
import { backings, seriesMetrics, type SeriesOwner } from '../contract/recording.ts';
import { smapsFigureReader } from '../contract/rows.ts';
import { pageBytes } from '../contract/units.ts';

/** Whose sums these are, in the order in which {@link sumsOf} tells them. */
export const seriesOwners: readonly SeriesOwner[] = [
  'process',
  ...backings.map((backing): SeriesOwner => `backing:${backing}`),
  ...kindIds.map((kind): SeriesOwner => `kind:${kind}`),
];

const width = seriesMetrics.length;
const firstKind = 1 + backings.length;
const [anonymous, file, shared] = [1, 2, 3];

/**
 * Sums in bytes: metric m of owner o stands at `o * seriesMetrics.length + m`; NaN where no row tells the metric.
 * A row with regions of several kinds gives each its share by size. O(rows + regions).
 */
export function sumsOf({ mappings, smaps, regions }: Capture): Float64Array {
  const sums = new Float64Array(seriesOwners.length * width);
  const readers = seriesMetrics.map((metric) => {
    if (metric === 'size') return undefined;
    const keys = comparedKeys[metric];
    return smaps && keys.every((key) => smaps.keys.includes(key))
      ? keys.map((key) => smapsFigureReader(smaps, key))
      : [];
  });
  const backingOf = backingReader(mappings);
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const pages = (mappings.end[row] ?? 0) - (mappings.start[row] ?? 0);
    let last = region;
    while (last < regions.length && regions.mapping[last] === row) last++;
    const backing = backingOf(row);
    for (let metric = 0; metric < width; metric++) {
      const read = readers[metric];
      const value = read ? read.reduce((sum, figure) => sum + (figure(row) ?? 0), 0) * 1024 : pages * pageBytes;
      if (value === 0) continue;
      add(sums, metric, value);
      add(sums, backing * width + metric, value);
      for (let part = region; part < last; part++) {
        const share = last - region === 1 ? 1 : ((regions.end[part] ?? 0) - (regions.start[part] ?? 0)) / pages;
        add(sums, (firstKind + (regions.kind[part] ?? 0)) * width + metric, value * share);
      }
    }
    region = last;
  }
  readers.forEach((read, metric) => {
    if (read?.length !== 0) return;
    for (let at = metric; at < sums.length; at += width) sums[at] = NaN;
  });
  return sums;
}

const add = (sums: Float64Array, at: number, value: number): void => {
  sums[at] = (sums[at] ?? 0) + value;
};

/** Names of shmem: no file on disk holds it, although the kernel gives it an inode. */
const shmemName = /^\/(?:memfd:|SYSV[0-9a-f]|dev\/zero|dev\/shm\/|\[)/;

/** The owner of a row among the backings. */
function backingReader(mappings: MappingColumns): (row: number) => number {
  const shmem = mappings.names.map((name) => shmemName.test(name));
  return (row) => {
    const inode = mappings.inodeLow[row] !== 0 || mappings.inodeHigh[row] !== 0;
    if (shmem[mappings.name[row] ?? 0]) return shared;
    if (inode || (mappings.name[row] !== 0 && isPath(mappings, row))) return file;
    return (mappings.perms[row] ?? 0) & permissionBits.shared ? shared : anonymous;
  };
}

/** Where a source tells no inode, a file is told by its path. */
const isPath = (mappings: MappingColumns, row: number): boolean =>
  mappings.names[mappings.name[row] ?? 0]?.startsWith('/') === true;
