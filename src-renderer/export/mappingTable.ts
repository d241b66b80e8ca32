/** The mappings of a capture as a table for other programs: the kernel's columns, every figure, and what we make of them. */
import { certaintyWord } from '@words/glossary.ts';
import { objectLabel, regionLabel } from '@words/labels.ts';
import { formatAddress } from '@contract/address.ts';
import type { Capture, NumaColumns } from '@contract/capture.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import { numaCount, numaPolicy, numaWords } from '@contract/numa.ts';
import { mappingDevice, mappingInode, mappingName, smapsFigure, vmFlagText } from '@contract/rows.ts';
import { asPageNumber, pageBytes } from '@contract/units.ts';
import type { Cell, ExportTable } from '../format/exportTable.ts';
import { knownPermissions, knows } from '../format/knows.ts';

/** What stands between the parts of a cell, where a mapping holds several regions. */
const joint = '; ';

const fixed = ['start', 'end', 'sizeKiB', 'perms', 'offset', 'dev', 'inode', 'name'] as const;
const inferred = ['kinds', 'certainties', 'labels', 'object'] as const;

/**
 * One row for each mapping, in the order of the addresses. Addresses and offsets are hexadecimal texts (a number
 * would lose digits in other programs), figures of smaps stand in the kernel's unit under the kernel's name, counts of
 * numa_maps in pages.
 */
export function mappingTable(capture: Capture): ExportTable {
  const { mappings, smaps, numa, regions } = capture;
  const flags = smaps !== undefined && smaps.vmFlagSets.length > 1;
  const columns = [...fixed, ...(smaps?.keys ?? []), ...(flags ? ['VmFlags'] : []), ...numaTitles(numa), ...inferred];
  const rows: Cell[][] = [];
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const start = mappings.start[row] ?? 0;
    const end = mappings.end[row] ?? 0;
    const kinds = new Set<string>();
    const sure = new Set<string>();
    const labels = new Set<string>();
    const objects = new Set<string>();
    for (; region < regions.length && regions.mapping[region] === row; region++) {
      kinds.add(kindIds[regions.kind[region] ?? 0] ?? '');
      sure.add(certaintyWord(certainties[regions.certainty[region] ?? 0] ?? 'guess'));
      labels.add(regionLabel(capture, region));
      const object = regions.object[region] ?? -1;
      if (object >= 0) objects.add(objectLabel(capture, object));
    }
    const inode = mappingInode(mappings, row);
    const name = mappingName(mappings, row);
    rows.push([
      formatAddress(asPageNumber(start)),
      formatAddress(asPageNumber(end)),
      ((end - start) * pageBytes) / 1024,
      knownPermissions(capture, row) ?? null,
      knows(capture, 'offset') ? formatAddress(asPageNumber(mappings.offset[row] ?? 0)) : null,
      knows(capture, 'device') ? mappingDevice(mappings, row) : null,
      // Inodes have 64 bits; one that a double would round is written as text.
      !knows(capture, 'inode') ? null : inode <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(inode) : inode.toString(),
      name === '' && !knows(capture, 'names') ? null : name,
      ...(smaps ? smaps.keys.map((key) => smapsFigure(smaps, key, row) ?? null) : []),
      ...(smaps && flags ? [vmFlagText(smaps, row)] : []),
      ...(numa ? numaCells(numa, row) : []),
      ...[kinds, sure, labels, objects].map((texts) => [...texts].join(joint)),
    ]);
  }
  return { columns, rows };
}

const numaTitles = (numa: NumaColumns | undefined): readonly string[] =>
  numa ? ['numaPolicy', ...numa.keys.map((key) => `numa.${key}`), 'numaWords'] : [];

const numaCells = (numa: NumaColumns, row: number): readonly Cell[] => [
  numaPolicy(numa, row) ?? null,
  ...numa.keys.map((key) => numaCount(numa, key, row) ?? null),
  numaPolicy(numa, row) === undefined ? null : numaWords(numa, row).join(' '),
];
