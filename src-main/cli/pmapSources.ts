/** `procatlas pmap FILE`: what pmap prints, of anything that can be opened. */
import { resolve } from 'node:path';
import { captureText, hasFiguresFor } from '../pmap/captureText.ts';
import { captureOfFile } from './commandSource.ts';
import type { PmapOptions } from './pmapArguments.ts';
import type { Complain, PrintOutcome } from './pmapReading.ts';
import { printable } from './printable.ts';
import type { Program } from './program.ts';
import { standardInput } from './sourceFile.ts';

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
      complain(
        `${printable(source)} does not tell how much memory is resident, which this format prints; the default and -d need none`,
      );
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
