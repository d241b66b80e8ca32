/** `/proc/PID/statm`: seven counts, in pages of the kernel's size. */
import { decodeText } from './text.ts';

/** Counts in pages. `library` and `dirty` have been 0 since Linux 2.6. */
export interface StatmFacts {
  readonly size: number;
  readonly resident: number;
  readonly shared: number;
  readonly text: number;
  readonly data: number;
}

/** Parses statm; undefined when the text is not one. */
export function parseStatm(bytes: Uint8Array): StatmFacts | undefined {
  const words = decodeText(bytes).trim().split(/\s+/);
  if (!words.every((word) => /^\d+$/.test(word))) return undefined;
  const [size, resident, shared, text, , data] = words.map(Number);
  if (
    size === undefined ||
    resident === undefined ||
    shared === undefined ||
    text === undefined ||
    data === undefined
  ) {
    return undefined;
  }
  return { size, resident, shared, text, data };
}
