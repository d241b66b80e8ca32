/** Names of the files that are saved. */
import type { Capture } from '@contract/capture.ts';
import { partOf } from '@contract/rows.ts';
import { captureName } from '../format/knows.ts';

/** A file name that says what it is of, be it a part, and that every system takes: `procatlas-python3-4711.svg`. */
export function fileName(capture: Capture, ending: string, what?: string): string {
  const words = captureName(capture).match(/[\w.-]+/g) ?? [];
  return `${['procatlas', ...words, ...(partOf(capture) ? ['part'] : []), ...(what === undefined ? [] : [what])].join('-')}.${ending}`;
}
