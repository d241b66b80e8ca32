/** The plainest parser of maps and smaps there is, to hold the fast ones against. */
import { mappingName, permissionText, smapsFigure, vmFlagText } from '@contract/rows.ts';
import type { MappingColumns, SmapsColumns } from '@contract/capture.ts';

/** One mapping with exact values. */
export interface ReferenceRow {
  readonly start: bigint;
  readonly end: bigint;
  readonly perms: string;
  readonly offset: bigint;
  readonly major: number;
  readonly minor: number;
  readonly inode: bigint;
  readonly name: string;
  /** Figures of smaps by key. */
  readonly figures: Record<string, number>;
  readonly vmFlags: string;
}

const line = /^([0-9a-f]+)-([0-9a-f]+) ([r-][w-][x-][sp]) ([0-9a-f]+) ([0-9a-f]+):([0-9a-f]+) ([0-9]+) *(.*)$/s;

/** Parses maps or smaps by regular expressions; lines that are neither are left out. */
export function referenceRows(text: string): ReferenceRow[] {
  const rows: ReferenceRow[] = [];
  let row: ReferenceRow | undefined;
  for (const one of text.split('\n')) {
    const match = line.exec(one);
    if (match) {
      row = {
        start: BigInt(`0x${match[1]!}`),
        end: BigInt(`0x${match[2]!}`),
        perms: match[3]!,
        offset: BigInt(`0x${match[4]!}`),
        major: parseInt(match[5]!, 16),
        minor: parseInt(match[6]!, 16),
        inode: BigInt(match[7]!),
        name: match[8]!,
        figures: {},
        vmFlags: '',
      };
      rows.push(row);
      continue;
    }
    const flags = /^VmFlags:(.*)$/.exec(one);
    if (flags && row) rows[rows.length - 1] = row = { ...row, vmFlags: flags[1]!.trim().replace(/ +/g, ' ') };
    const figure = /^([A-Z]\w*): *(\d+)( kB)?$/.exec(one);
    if (figure && row) row.figures[figure[1]!] = Number(figure[2]!);
  }
  return rows;
}

const exactBytes = (pages: number): bigint =>
  BigInt(Math.floor(pages)) * 4096n + BigInt(Math.round((pages - Math.floor(pages)) * 4096));

/** Columns as rows of the same form. */
export function rowsOf(mappings: MappingColumns, smaps?: SmapsColumns): ReferenceRow[] {
  return Array.from({ length: mappings.length }, (_, row) => ({
    start: exactBytes(mappings.start[row]!),
    end: exactBytes(mappings.end[row]!),
    perms: permissionText(mappings.perms[row]!),
    offset: exactBytes(mappings.offset[row]!),
    major: mappings.major[row]!,
    minor: mappings.minor[row]!,
    inode: (BigInt(mappings.inodeHigh[row]!) << 32n) | BigInt(mappings.inodeLow[row]!),
    name: mappingName(mappings, row),
    figures: Object.fromEntries(
      (smaps?.keys ?? []).flatMap((key) => {
        const figure = smapsFigure(smaps!, key, row);
        return figure === undefined ? [] : [[key, figure]];
      }),
    ),
    vmFlags: smaps ? vmFlagText(smaps, row) : '',
  }));
}
