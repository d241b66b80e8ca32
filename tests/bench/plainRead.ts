/** The reference of everything that reads: open, read into one reused buffer until nothing comes, close. */
import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.allocUnsafe(1 << 20);

/** Reads a file once and throws its bytes away. Returns their number. */
export function plainRead(file: string): number {
  const descriptor = openSync(file, 'r');
  let total = 0;
  try {
    for (let count = -1; count !== 0; total += count) count = readSync(descriptor, buffer);
  } finally {
    closeSync(descriptor);
  }
  return total;
}

/** The same with each chunk handed on; the chunk is reused. */
export function readChunks(file: string, take: (chunk: Uint8Array) => void): void {
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const count = readSync(descriptor, buffer);
      if (count === 0) return;
      take(buffer.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
}
