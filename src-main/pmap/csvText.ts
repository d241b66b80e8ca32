/** --csv (RFC 4180, lines ended by a newline): one line a row, the PID in each, titles first. */
import { csvField } from '../words/csv.ts';
import { recordsVersion, type PmapRecord } from './records.ts';

/** Which columns there are beside those that every row has. */
export interface CsvColumns {
  /** Keys of smaps; of several processes those of any. */
  readonly keys: readonly string[];
  readonly flags: boolean;
  readonly labels: boolean;
}

const placeTitles = ['pid', 'start', 'end', 'size', 'perms', 'offset', 'dev', 'inode', 'name'];
const labelTitles = ['mapping', 'kind', 'certainty', 'label', 'object', 'evidence'];

/** The line of titles. The first one names the version. */
export const csvTitles = ({ keys, flags, labels }: CsvColumns): string =>
  csvLine([
    `procatlas-pmap-${recordsVersion}`,
    ...placeTitles,
    ...keys,
    ...(flags ? ['VmFlags'] : []),
    ...(labels ? labelTitles : []),
  ]);

/** The line of one row, numbered from 1. What is unknown is empty. */
export function csvRow(
  number: number,
  pid: number | undefined,
  record: PmapRecord,
  { keys, flags, labels }: CsvColumns,
): string {
  const { start, end, size, perms, offset, dev, inode, name, smaps, vmFlags = [], region } = record;
  return csvLine([
    String(number),
    ...[pid, start, end, size, perms, offset, dev, inode, name].map((field) => String(field ?? '')),
    ...keys.map((key) => String(smaps?.[key] ?? '')),
    ...(flags ? [vmFlags.join(' ')] : []),
    ...(labels
      ? [region?.mapping, region?.kind, region?.certainty, region?.label, region?.object, region?.evidence.join(' ')]
      : []
    ).map((field) => field ?? ''),
  ]);
}

const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\n`;
