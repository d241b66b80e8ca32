/** The columns a capture can show: the kernel's rows, every figure of smaps, and what we make of them. Pure. */
import { certaintyWord } from '@words/glossary.ts';
import { objectLabel } from '@words/labels.ts';
import type { Capture, RegionIndex } from '@contract/capture.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import { kindName } from '@words/kinds.ts';
import type { Difference } from '@time/difference.ts';
import { regionChangeTypes } from '@time/regionChanges.ts';
import { mappingDevice, mappingInode, mappingName, vmFlagText } from '@contract/rows.ts';
import { summedDirty } from '@contract/smapsKeys.ts';
import { comparedKeys } from '@contract/comparison.ts';
import { knownPermissions, knows, unknownText } from '../format/knows.ts';
import { smapsKeyEntry } from '../format/smapsKeys.ts';
import { changeWords } from '../layout/changeColours.ts';
import { knownFigure } from './figures.ts';
import { numaColumns } from './numaColumns.ts';
import { regionTitle } from '@words/regionTitle.ts';
import type { TableColumn, TableRow } from './tableColumn.ts';

/** What a mapping of several regions shows where they differ. */
export const several = 'several';

const smapsPrefix = 'smaps:';
/** The id of the column of one smaps key. */
export const smapsColumnId = (key: string): string => smapsPrefix + key;

/** Keys of smaps that say what another column says. */
const repeated = (capture: Capture, key: string): boolean =>
  key === 'Size' || (key === summedDirty && !figure(capture, comparedKeys.dirty));

/** Keys that say how large the pages are, not how much there is. */
const pageSizes: ReadonlySet<string> = new Set(['KernelPageSize', 'MMUPageSize']);

/**
 * All columns of a capture in the order in which a chooser offers them. `numaOffered`: numa_maps can still be read.
 * `difference`: what lies between a marked moment and the capture.
 */
export function tableColumns(capture: Capture, numaOffered = false, difference?: Difference): readonly TableColumn[] {
  return [
    ...placeColumns(capture),
    ...sumColumns(capture),
    ...sinceColumns(difference),
    ...figureColumns(capture),
    ...flagColumns(capture),
    ...inferredColumns(capture),
    ...numaColumns(capture, numaOffered),
  ];
}

function placeColumns(capture: Capture): TableColumn[] {
  const { mappings, regions } = capture;
  const start = ({ mapping, region, part }: TableRow): number =>
    (part ? regions.start[region] : mappings.start[mapping]) ?? NaN;
  const end = ({ mapping, region, part }: TableRow): number =>
    (part ? regions.end[region] : mappings.end[mapping]) ?? NaN;
  const column = (id: string, title: string, width: number, meaning: string) => ({ id, title, width, meaning });
  return [
    { ...column('start', 'Address', 8, 'First address of the row.'), type: 'address', adds: false, number: start },
    { ...column('end', 'End', 8, 'Address after the last one.'), type: 'address', adds: false, number: end },
    {
      ...column('size', 'Size', 6, 'Addresses the row spans, whether memory stands behind them or not.'),
      type: 'size',
      adds: true,
      number: (row) => (end(row) - start(row)) * 4,
    },
    {
      ...column('perms', 'Perms', 3, 'Read, write, execute; private or shared.'),
      type: 'text',
      text: ({ mapping }) => knownPermissions(capture, mapping) ?? unknownText,
    },
    {
      ...column('offset', 'Offset', 7.5, 'Where in the file the mapping begins.'),
      type: 'address',
      adds: false,
      number: (row) => (knows(capture, 'offset') ? offsetOf(capture, row) : NaN),
    },
    {
      ...column('device', 'Device', 4.5, 'Device the file lies on, major and minor number.'),
      type: 'text',
      text: ({ mapping }) => (knows(capture, 'device') ? mappingDevice(mappings, mapping) : unknownText),
    },
    {
      ...column('inode', 'Inode', 6, 'Number of the file on its device; 0 without a file.'),
      type: 'identifier',
      adds: false,
      // An inode beyond 2^53 is rounded here; no file system in use has such numbers for mapped files.
      number: ({ mapping }) => (knows(capture, 'inode') ? Number(mappingInode(mappings, mapping)) : NaN),
    },
  ];
}

/** Where in its file a row begins: a region further on in its mapping is further on in the file. */
function offsetOf({ mappings, regions }: Capture, { mapping, region, part }: TableRow): number {
  const offset = mappings.offset[mapping] ?? NaN;
  const ofFile = mappings.inodeLow[mapping] !== 0 || mappings.inodeHigh[mapping] !== 0;
  return part && ofFile ? offset + (regions.start[region] ?? 0) - (mappings.start[mapping] ?? 0) : offset;
}

const sums = [
  ['rss', 'RSS', 'Resident: pages in memory now, shared ones counted fully.', 4.75],
  ['pss', 'PSS', 'Resident pages, each divided by the number of processes that map it.', 4.5],
  ['private', 'Private', 'Resident pages mapped only here, clean and dirty.', 5.25],
  ['dirty', 'Dirty', 'Resident pages that were changed, private and shared.', 4.75],
  ['swap', 'Swap', 'Moved out to swap.', 4.5],
] as const;

/** The figures people ask for most, each a sum of smaps keys; unknown where a source does not tell all of them. */
const sumColumns = (capture: Capture): TableColumn[] =>
  sums.map(([id, title, meaning, width]) => {
    const own = figure(capture, comparedKeys[id]) ?? (id === 'dirty' ? figure(capture, [summedDirty]) : undefined);
    return { id, title, meaning, width, type: 'size', adds: true, number: own ?? (() => NaN) };
  });

/** What a row gained or lost since the mark; only while there is one, and in one life of the process. */
function sinceColumns(difference: Difference | undefined): TableColumn[] {
  const changes = difference?.regions;
  if (!changes) return [];
  const column = (key: 'rss' | 'size', title: string, meaning: string): TableColumn => ({
    id: `since-${key}`,
    title,
    meaning,
    width: 5.25,
    type: 'size',
    adds: true,
    number: ({ mapping, part }) => (part ? NaN : (changes.ofRow(mapping)[key] ?? NaN) / 1024),
  });
  return [
    column('rss', 'ΔRSS', 'Resident memory gained or lost since the mark.'),
    column('size', 'ΔSize', 'Addresses gained or lost since the mark.'),
    {
      id: 'since-change',
      title: 'Changed',
      meaning: 'What became of it since the mark.',
      width: 8,
      type: 'text',
      text: ({ region }) =>
        region < 0 ? several : changeWords(regionChangeTypes[changes.types[region] ?? 0] ?? 'same'),
    },
  ];
}

/** Every key that the kernel printed, known to this program or not. */
const figureColumns = (capture: Capture): TableColumn[] =>
  (capture.smaps?.keys ?? []).flatMap((key) => {
    const number = repeated(capture, key) ? undefined : figure(capture, [key]);
    const { meaning, unit } = smapsKeyEntry(key);
    const width = Math.max(4.5, key.length * 0.5 + 2);
    const type = unit === 'size' ? ('size' as const) : ('count' as const);
    return number
      ? [
          {
            id: smapsColumnId(key),
            title: key,
            meaning,
            width,
            type,
            adds: type === 'size' && !pageSizes.has(key),
            number,
          },
        ]
      : [];
  });

/** The sum of some keys in a row; NaN for a part of a mapping, since the kernel counts the mapping as a whole. */
function figure(capture: Capture, keys: readonly string[]): ((row: TableRow) => number) | undefined {
  const readers = keys.map((key) => knownFigure(capture, key)).filter((reader) => reader !== undefined);
  if (readers.length < keys.length) return undefined;
  return ({ mapping, part }) => {
    if (part) return NaN;
    let sum = 0;
    for (const reader of readers) sum += reader(mapping);
    return sum;
  };
}

function flagColumns({ smaps }: Capture): TableColumn[] {
  if (!smaps || smaps.vmFlagSets.length < 2) return [];
  return [
    {
      id: 'vmFlags',
      title: 'VmFlags',
      meaning: 'The kernel’s flags of the mapping, two letters each.',
      width: 14,
      type: 'text',
      text: ({ mapping }) => vmFlagText(smaps, mapping),
    },
  ];
}

function inferredColumns(capture: Capture): TableColumn[] {
  const { mappings, regions } = capture;
  const one = (read: (region: RegionIndex) => string) => {
    return ({ region }: TableRow): string => (region < 0 ? several : read(region));
  };
  return [
    {
      id: 'kind',
      title: 'Kind',
      meaning: 'What the region is.',
      width: 9,
      type: 'kind',
      text: one((region) => kindName(kindIds[regions.kind[region] ?? 0] ?? 'anon')),
    },
    {
      id: 'certainty',
      title: 'Certainty',
      meaning: 'How sure the kind is: the inspector shows what it rests on.',
      width: 4.5,
      type: 'certainty',
      text: ({ region }) => (region < 0 ? '' : certaintyWord(certainties[regions.certainty[region] ?? 0] ?? 'guess')),
    },
    {
      id: 'object',
      title: 'Object',
      meaning: 'What the region belongs to: a loaded file, a thread, an arena.',
      width: 12,
      type: 'text',
      text: one((region) => objectLabel(capture, regions.object[region] ?? -1)),
    },
    {
      id: 'label',
      title: 'Name',
      meaning: 'What Procatlas calls it.',
      width: 12,
      type: 'text',
      text: ({ mapping, region }) =>
        region < 0 ? mappingName(mappings, mapping) || several : regionTitle(capture, region),
    },
    {
      id: 'mapping',
      title: 'Mapping',
      meaning: 'The name the kernel gives the mapping; empty for unnamed memory.',
      width: 20,
      type: 'text',
      text: ({ mapping }) => mappingName(mappings, mapping),
    },
  ];
}
