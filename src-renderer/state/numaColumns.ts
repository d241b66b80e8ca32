/** Columns of numa_maps: where the memory of a mapping lies, by the machine's nodes. Pure. */
import type { Capture, NumaColumns } from '@contract/capture.ts';
import { countsPages, nodeKeys, numaCount, numaNode, numaPolicy, numaSize, numaWords } from '@contract/numa.ts';
import { unknownText } from '../format/knows.ts';
import { numaCountMeaning } from '../format/numaWords.ts';
import type { TableColumn, TableRow } from './tableColumn.ts';

const prefix = 'numa:';
/** The id of the column of one count. */
const idOf = (key: string): string => prefix + key;

/** True for the columns that need numa_maps. */
export const isNumaColumn = ({ id }: Pick<TableColumn, 'id'>): boolean => id.startsWith(prefix);

/** What a heading over these columns says. */
const numaGroup = 'NUMA';

const policyId = idOf('policy');
const mapmaxId = idOf('mapmax');
const pageSizeKey = 'kernelpagesize_kB';

/** Those a person asks for first: the policy, each node, and how many share a page. */
export const numaPreset = (columns: readonly TableColumn[]): readonly string[] => [
  policyId,
  ...columns
    .map(({ id }) => id)
    .filter((id) => numaNode(id.slice(prefix.length)) !== undefined && id.startsWith(prefix)),
  mapmaxId,
];

/** Before anything is read only these are known to be there: every machine has a node 0. */
const beforehand: NumaColumns = {
  length: 0,
  policy: new Uint32Array(),
  policies: [''],
  keys: ['N0', 'mapmax'],
  columns: [],
  words: new Uint32Array(),
  wordSets: [''],
};

/**
 * The columns: policy, nodes, and the other counts in the kernel's order. While nothing has been read they are there
 * only when `offered`, since showing one is what has numa_maps read.
 */
export function numaColumns({ numa }: Pick<Capture, 'numa'>, offered: boolean): TableColumn[] {
  const shown = numa ?? (offered ? beforehand : undefined);
  if (!shown) return [];
  const nodes = nodeKeys(shown);
  const others = shown.keys.filter((key) => key !== 'mapmax' && !nodes.includes(key));
  return [
    {
      ...head(policyId, 'NUMA policy', 'Which nodes the memory is to come from.', 11),
      type: 'text',
      text: ({ mapping, part }) => numaPolicy(shown, mapping) ?? (part ? '' : unknownText),
    },
    ...nodes.map((key) => countColumn(shown, key, key)),
    countColumn(shown, 'mapmax', 'mapmax'),
    ...others.map((key) => countColumn(shown, key, `NUMA ${key === pageSizeKey ? 'page size' : key}`)),
    ...(shown.wordSets.length > 1
      ? [
          {
            ...head(idOf('words'), 'NUMA words', 'Words of numa_maps that are no counts, such as huge.', 6),
            type: 'text' as const,
            text: ({ mapping }: TableRow): string => numaWords(shown, mapping).join(' '),
          },
        ]
      : []),
  ];
}

const head = (id: string, title: string, meaning: string, width: number) => ({
  id,
  title,
  meaning,
  width,
  group: numaGroup,
});

/** Counts of pages are shown as sizes, by the page size that their own line tells. */
function countColumn(numa: NumaColumns, key: string, title: string): TableColumn {
  const base = head(idOf(key), title, numaCountMeaning(key), Math.max(5, title.length * 0.5 + 1.5));
  const read = (value: (numa: NumaColumns, key: string, row: number) => number | undefined) => {
    // The kernel counts the mapping as a whole.
    return ({ mapping, part }: TableRow): number => (part ? NaN : (value(numa, key, mapping) ?? NaN));
  };
  if (key === pageSizeKey) return { ...base, type: 'size', adds: false, number: read(numaCount) };
  return countsPages(key)
    ? { ...base, type: 'size', adds: true, number: read(numaSize) }
    : { ...base, type: 'count', adds: false, number: read(numaCount) };
}
