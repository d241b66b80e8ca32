/** The text of pmap as a file. */
import type { Capture } from '@contract/capture.ts';
import type { PmapTextFormat } from '@contract/calls.ts';
import { fileName } from './fileName.ts';

/** Every line with its end, as on the command line. */
export const textOfLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/**
 * A file that says what it is of: `procatlas-python3-4711-pmap-extended.txt`. The formats are spelled out because -x
 * and -X are one name on file systems that do not tell letters apart by size.
 */
export function pmapFile(
  capture: Capture,
  format: PmapTextFormat,
  lines: readonly string[],
): { readonly blob: Blob; readonly name: string } {
  return {
    blob: new Blob([textOfLines(lines)], { type: 'text/plain;charset=utf-8' }),
    name: fileName(capture, 'txt', format === 'default' ? 'pmap' : `pmap-${format}`),
  };
}
