/** The text of pmap for a capture that is already there, line by line with the mapping each line shows. */
import type { Calls, PmapTextLines } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { ByteText, utf8ByteString } from './byteText.ts';
import { distinct, type Chosen } from './cells.ts';
import { writeDefault } from './defaultFormat.ts';
import { writeDevice } from './deviceFormat.ts';
import { writeExtended } from './extendedFormat.ts';
import { regionLabels, regionRows } from './labels.ts';
import { kernelNames, mappingNames, rowNames } from './mappingName.ts';
import { moreColumns, mostColumns, writeMore } from './moreFormat.ts';
import { cleanCommand, type Charset } from './printableBytes.ts';
import { mappingRows, type PrintedRows } from './printedRows.ts';
import { writeProcessLine } from './processLine.ts';
import { wholeRange } from './range.ts';
import { kilobytes } from './sizeUnit.ts';
import type { PmapTable } from './table.ts';

/** What the text is made with. */
export type CaptureTextOptions = Omit<Calls['pmap.text']['argument'], 'watch'>;

/** As in a terminal with UTF-8. */
const charset: Charset = 'utf-8';

/** Formats that print figures of smaps. */
const needsFigures: ReadonlySet<CaptureTextOptions['format']> = new Set(['extended', 'more', 'most']);

/** Whether a capture has what a format prints. */
export const hasFiguresFor = ({ smaps }: Capture, format: CaptureTextOptions['format']): boolean =>
  smaps !== undefined || !needsFigures.has(format);

/**
 * Prints a capture. `isKernelDevice` tells System V segments from files, see {@link mappingNames}. A figure that the
 * capture does not have is printed as `-`; ask {@link hasFiguresFor} first.
 */
export function captureText(
  capture: Capture,
  options: CaptureTextOptions,
  isKernelDevice: (minor: number) => boolean,
): PmapTextLines {
  const { process, mappings, smaps, source } = capture;
  const { format, quiet } = options;
  const { rows, names } = namedRows(capture, options, isKernelDevice);
  const table: PmapTable = { mappings, ...(smaps ? { smaps } : {}), rows, names };
  const style = { titles: !quiet, unit: kilobytes };
  const out = new ByteText(rows.length * 128);
  writeProcessLine(out, source?.unknown.includes('pid') ? undefined : process.identity.pid, commandOf(capture));
  switch (format) {
    case 'default':
      writeDefault(out, table, style);
      break;
    case 'extended':
      writeExtended(out, table, style);
      break;
    case 'device':
      writeDevice(out, table, style);
      break;
    case 'more':
    case 'most':
      writeMore(out, table, { ...style, shows: format === 'more' ? moreColumns : mostColumns, hex: false }, new Map());
      break;
  }
  // A row is one line: the kernel writes a newline in a name as \012.
  const lines = new TextDecoder('utf-8').decode(out.bytes()).split('\n').slice(0, -1);
  const starts = new Float64Array(lines.length).fill(NaN);
  const titles = format === 'default' || quiet ? 1 : 2;
  starts.set(rows.start, rows.length > 0 ? titles : 0);
  return { lines, starts };
}

/** The command line as the process line has it; without one the name in brackets, or ? where neither is known. */
export function commandOf({ process: { cmdline, comm, state }, source }: Capture): string {
  if (cmdline.length === 0 && (comm === '' || source?.unknown.includes('name') === true)) return '?';
  if (cmdline.length === 0)
    return `[${cleanCommand(utf8ByteString(comm), charset)}]${state === 'Z' ? ' <defunct>' : ''}`;
  return cleanCommand(utf8ByteString(cmdline.join(' ').replaceAll('\n', ' ')), charset) || '?';
}

function namedRows(
  capture: Capture,
  { format, showPath: fullPath, kernelNames: kernelName, labels }: CaptureTextOptions,
  isKernelDevice: (minor: number) => boolean,
): { readonly rows: PrintedRows; readonly names: Chosen } {
  const { mappings, process, source } = capture;
  const raw = format === 'more' || format === 'most';
  if (labels) {
    const rows = regionRows(capture, wholeRange);
    const label = regionLabels(capture, { fullPath, indent: raw ? '' : '  ', ...(raw ? {} : { charset }) });
    return { rows, names: distinct(rows.length, (row) => label(rows.region?.[row] ?? 0)) };
  }
  const rows = mappingRows(mappings, { first: 0, last: mappings.length });
  const startStack = process.addresses?.startStack;
  const names = raw
    ? kernelNames(mappings, fullPath)
    : mappingNames(
        mappings,
        {
          ...(startStack === undefined ? {} : { startStack }),
          isKernelDevice,
          ...(source ? { imported: { baseNames: source.unknown.includes('path') } } : {}),
        },
        { fullPath, kernelName, charset },
      );
  return { rows, names: rowNames(names, rows) };
}
