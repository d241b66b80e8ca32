/** `procatlas pmap FILE`: what pmap prints, of anything that can be opened. */
import { resolve } from 'node:path';
import type { Capture } from '../contract/capture.ts';
import { captureText, commandOf, hasFiguresFor } from '../pmap/captureText.ts';
import { wholeRange } from '../pmap/range.ts';
import { captureOfFile } from './commandSource.ts';
import type { PmapOptions } from './pmapArguments.ts';
import type { FoundProcess, ReadProcess } from './pmapRead.ts';
import type { Complain, PrintOutcome } from './pmapReading.ts';
import { printable } from './printable.ts';
import type { Program } from './program.ts';
import { standardInput } from './sourceFile.ts';

/** Whether rows of opened sources are chosen, ordered or written as records: they then pass as processes do. */
export const asProcesses = ({ output, sort, filter, range }: PmapOptions): boolean =>
  output !== 'text' || sort !== undefined || filter !== undefined || range !== wholeRange;

/** The captures of the sources that can be opened, as processes, and whether one could not be. */
export async function openedSources(
  program: Program,
  { sources, table, format, output }: PmapOptions,
  complain: Complain,
): Promise<{ readonly found: readonly FoundProcess[]; readonly outcome: PrintOutcome }> {
  const found: FoundProcess[] = [];
  let outcome: PrintOutcome = 'fine';
  for (const source of sources) {
    const file = source === standardInput ? source : resolve(source);
    const opened = await captureOfFile(program, file, table === undefined ? {} : { table });
    if ('exit' in opened) outcome = 'refused';
    else if (output === 'text' && !hasFiguresFor(opened.capture, format === 'columns' ? 'most' : format)) {
      complain(withoutFigures(source));
      outcome = 'refused';
    } else {
      const { process } = opened.capture;
      const startStack = process.addresses?.startStack;
      found.push({
        pid: process.identity.pid,
        command: commandOf(opened.capture),
        ...(startStack === undefined ? {} : { startStack }),
        opened: opened.capture,
      });
    }
  }
  return { found, outcome };
}

const withoutFigures = (source: string): string =>
  `${printable(source)} does not tell how much memory is resident, which this format prints; the default and -d need none`;

/** The rows of an opened source. */
export const openedRows = (capture: Capture): ReadProcess => ({
  mappings: capture.mappings,
  ...(capture.smaps ? { smaps: capture.smaps } : {}),
  labelled: capture,
  // They were said when it was opened.
  notes: [],
});

/** Prints each source in turn. What it could not tell is said on standard error. */
export async function printSources(
  program: Program,
  { sources, table, format, quiet, rowsOnly, fullPath, kernelName, labels }: PmapOptions,
  complain: Complain,
): Promise<PrintOutcome> {
  if (format === 'columns') return 'failed';
  let outcome: PrintOutcome = 'fine';
  for (const source of sources) {
    const file = source === standardInput ? source : resolve(source);
    const found = await captureOfFile(program, file, table === undefined ? {} : { table });
    if ('exit' in found) {
      outcome = 'refused';
      continue;
    }
    const { capture } = found;
    if (!hasFiguresFor(capture, format)) {
      complain(withoutFigures(source));
      outcome = 'refused';
      continue;
    }
    const options = { format, quiet: quiet || rowsOnly, showPath: fullPath, kernelNames: kernelName, labels };
    // System V segments cannot be told from files by the machine that opens a capture.
    const { lines } = captureText(capture, options, () => false);
    await program.print((rowsOnly ? lines.slice(1) : lines).map((line) => `${line}\n`).join(''));
  }
  return outcome;
}
