/** One process as text in the format asked for. */
import { readPageSize } from '../procfs/machine.ts';
import type { ProcReader } from '../procfs/reader.ts';
import { ByteText } from '../pmap/byteText.ts';
import { distinct, type Chosen } from '../pmap/cells.ts';
import { writeDefault } from '../pmap/defaultFormat.ts';
import { writeDevice } from '../pmap/deviceFormat.ts';
import { isExtendedKey, writeExtended } from '../pmap/extendedFormat.ts';
import { writeHex, type HexVariant } from '../pmap/hexFormat.ts';
import { kernelNames, mappingNames, rowNames } from '../pmap/mappingName.ts';
import { moreColumns, mostColumns, writeMore, type ColumnChoice, type KeptWidths } from '../pmap/moreFormat.ts';
import type { Charset } from '../pmap/printableBytes.ts';
import { mappingRows, pickRows, type PrintedRows } from '../pmap/printedRows.ts';
import { writeProcessLine } from '../pmap/processLine.ts';
import { rowsInRange } from '../pmap/range.ts';
import { bytes, kilobytes, pages, type SizeUnit } from '../pmap/sizeUnit.ts';
import type { PmapTable } from '../pmap/table.ts';
import type { Arrange } from './pmapArrange.ts';
import type { PmapFormat, PmapOptions } from './pmapArguments.ts';
import { kernelDevices, type FoundProcess, type ReadProcess } from './pmapRead.ts';

/** What is the same for every process of one command. */
export interface PrintContext {
  readonly reader: ProcReader;
  readonly options: PmapOptions;
  readonly charset: Charset;
  /** Whether a person's terminal is to be kept from what a name could tell it. */
  readonly terminal: boolean;
  /** The columns of a column file. */
  readonly columns?: ColumnChoice;
  readonly kept: KeptWidths;
  readonly unit: SizeUnit;
  /** --filter and --sort, where there are any. */
  readonly arrange?: Arrange;
}

/** The unit asked for. */
export function unitOf(reader: ProcReader, unit: PmapOptions['unit']): SizeUnit {
  if (unit === 'kilobytes') return kilobytes;
  return unit === 'bytes' ? bytes : pages(readPageSize(reader));
}

/** Formats that print figures of smaps. */
export const needsSmaps: Readonly<Record<PmapFormat, boolean>> = {
  default: false,
  device: false,
  extended: true,
  more: true,
  most: true,
  columns: true,
};

/** The keys of smaps that the format prints. */
export function shownFigures({ options: { format }, columns }: PrintContext): ColumnChoice {
  if (format === 'extended') return isExtendedKey;
  return format === 'more' ? moreColumns : (columns ?? mostColumns);
}

/** The table of one process: rows in range that pass the filter, in order, with their names; or what is wrong. */
export async function tableOf(
  context: PrintContext,
  found: FoundProcess,
  process: ReadProcess,
): Promise<PmapTable | { readonly fault: string }> {
  const { mappings, smaps } = process;
  const { rows, namesOf } = await namedRows(context, found, process);
  const table = (printed: PrintedRows): PmapTable => ({
    mappings,
    ...(smaps ? { smaps } : {}),
    rows: printed,
    names: namesOf(printed),
  });
  const all = table(rows);
  const picked = context.arrange?.(all, process);
  if (!picked) return all;
  if ('fault' in picked) return picked;
  return table(pickRows(rows, picked.rows));
}

async function namedRows(
  { options, charset, terminal, reader }: PrintContext,
  found: FoundProcess,
  process: ReadProcess,
): Promise<{ rows: PrintedRows; namesOf: (rows: PrintedRows) => Chosen }> {
  const { range, fullPath, kernelName, format } = options;
  const { mappings, labelled } = process;
  const raw = format === 'more' || format === 'most' || format === 'columns';
  if (options.labels && labelled) {
    const { regionLabels, regionRows } = await import('../pmap/labels.ts');
    const label = regionLabels(labelled, {
      fullPath,
      indent: raw ? '' : '  ',
      ...(raw && !terminal ? {} : { charset }),
    });
    return {
      rows: regionRows(labelled, range),
      namesOf: ({ length, region }) => distinct(length, (row) => label(region?.[row] ?? 0)),
    };
  }
  const names = raw
    ? kernelNames(mappings, fullPath, terminal ? charset : undefined)
    : mappingNames(
        mappings,
        {
          ...(found.startStack === undefined ? {} : { startStack: found.startStack }),
          // System V segments cannot be told from files by the machine that opens a capture.
          isKernelDevice: found.opened ? () => false : kernelDevices(reader, found.pid, process),
          ...(found.opened?.source ? { imported: { baseNames: found.opened.source.unknown.includes('path') } } : {}),
        },
        { fullPath, kernelName, charset },
      );
  return {
    rows: mappingRows(mappings, rowsInRange(mappings, range)),
    namesOf: (rows) => rowNames(names, rows),
  };
}

/** The process line, unless only rows are wanted. */
export function processLine({ options }: PrintContext, { pid, command, opened }: FoundProcess): ByteText {
  const out = new ByteText();
  const known = opened?.source?.unknown.includes('pid') !== true;
  if (!options.rowsOnly) writeProcessLine(out, known ? pid : undefined, command);
  return out;
}

/** The table as text, behind the process line. */
export function writeTable(out: ByteText, context: PrintContext, table: PmapTable): void {
  const { options, unit, kept } = context;
  const { format, hex, quiet, rowsOnly } = options;
  const style = { titles: !quiet && !rowsOnly, unit };
  switch (format) {
    case 'default':
    case 'extended':
    case 'device': {
      const variant: HexVariant = format;
      if (hex) writeHex(out, table, style, variant);
      else if (format === 'default') writeDefault(out, table, style);
      else if (format === 'device') writeDevice(out, table, style);
      else writeExtended(out, table, style);
      return;
    }
    case 'more':
    case 'most':
    case 'columns': {
      writeMore(out, table, { ...style, shows: shownFigures(context), hex }, kept);
    }
  }
}
