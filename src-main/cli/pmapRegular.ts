/** `procatlas pmap -x` of a process at rest, printed while it is read. */
import { addressText } from '../pmap/digits.ts';
import { writeExtendedTitles, writeExtendedTotals } from '../pmap/extendedFormat.ts';
import { anonymous, fixedText, stack, sysvName } from '../pmap/mappingName.ts';
import { cleanName } from '../pmap/printableBytes.ts';
import { wholeRange } from '../pmap/range.ts';
import { RegularExtended } from '../pmap/regularExtended.ts';
import { kilobytes } from '../pmap/sizeUnit.ts';
import { processLine, type PrintContext } from './pmapPrint.ts';
import type { FoundProcess } from './pmapRead.ts';

/** The text; undefined when something else is wanted, or the process has to be read in the ordinary way. */
export function printRegular(context: PrintContext, process: FoundProcess): Uint8Array | undefined {
  if (process.opened) return undefined;
  const { options, unit, reader, arrange, charset } = context;
  const { format, hex, labels, range, quiet, rowsOnly, fullPath, kernelName } = options;
  if (format !== 'extended' || hex || labels || arrange || unit !== kilobytes || range !== wholeRange) return undefined;
  const titles = !quiet && !rowsOnly;
  const out = processLine(context, process);
  if (titles) writeExtendedTitles(out, unit);
  const printing = new RegularExtended(out, {
    text: (name) => fixedText(cleanName(name, charset), { fullPath, kernelName }),
    isOdd: (name) => sysvName.test(name),
    anonymous,
    stack,
    // procps takes a hidden stack address as 0.
    startStack: addressText(process.startStack ?? 0, 16),
  });
  const outcome = reader.readChunks(
    `${process.pid}/smaps`,
    (chunk) => {
      printing.push(chunk);
    },
    () => !printing.regular,
  );
  if (!printing.regular || outcome.status !== 'read') return undefined;
  if (titles) writeExtendedTotals(out, unit, printing.totals);
  return out.bytes();
}
