/**
 * The performance data that HotSpot publishes in memory (share/runtime/perfMemory.hpp): a file of its user that the
 * virtual machine has mapped, with named figures. What is said of the heap's sizes here the machine says itself.
 */
import { addressOf } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import type { MemoryPort } from './input.ts';
import { readAt } from './memoryScan.ts';
import type { Space } from './space.ts';

const magic = 0xcafec0c0;
/** Usual length of the file, and no more than that is read. */
const fileBytes = 32 * 1024;
const mostEntries = 1024;
/** Type of an entry that holds a number of 64 bits, as in class files. */
const longType = 0x4a;

/** What each generation may grow to, by the figure's name. */
function figuresIn(memory: MemoryPort, start: number, pages: number): readonly (readonly [string, number])[] {
  const bytes = new Uint8Array(Math.min(fileBytes, pages * 4096));
  for (let page = 0; page * 4096 < bytes.length; page++) {
    const view = readAt(memory, addressOf(asPageNumber(start + page)), 4096);
    if (view) bytes.set(new Uint8Array(view.buffer, view.byteOffset, 4096), page * 4096);
  }
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0) !== magic) return [];
  const figures: (readonly [string, number])[] = [];
  const count = Math.min(mostEntries, view.getInt32(28, true));
  for (let index = 0, at = view.getInt32(24, true); index < count && at >= 32 && at + 20 < bytes.length; index++) {
    const length = view.getInt32(at, true);
    const dataAt = at + view.getInt32(at + 16, true);
    if (length < 20 || at + length > bytes.length) break;
    if (view.getUint8(at + 12) === longType && dataAt > at && dataAt + 8 <= bytes.length) {
      const nameAt = at + view.getInt32(at + 4, true);
      const nameEnd = bytes.indexOf(0, nameAt);
      const name = new TextDecoder('latin1').decode(bytes.subarray(nameAt, Math.min(nameEnd, at + length)));
      if (/^sun\.gc\.generation\.\d\.maxCapacity$/.test(name))
        figures.push([name, Number(view.getBigInt64(dataAt, true))]);
    }
    at += length;
  }
  return figures;
}

/**
 * What the heap of a Java virtual machine may grow to, in bytes, by its own figures: collectors with generations of fixed
 * sizes have the sum, others say the same of each generation. Empty without its performance data.
 */
export function heapCapacities(space: Space): readonly number[] {
  const row = space.named.find((one) => /\/hsperfdata_[^/]+\/\d+$/.test(space.name(one)));
  if (row === undefined) return [];
  const [start, pages] = [space.start(row), space.pages(row)];
  const figures = space.askMemory((memory) => figuresIn(memory, start, pages)) ?? [];
  const sizes = figures.map(([, bytes]) => bytes).filter((bytes) => bytes > 0);
  return sizes.length === 0 ? [] : [...new Set([Math.max(...sizes), sizes.reduce((sum, bytes) => sum + bytes, 0)])];
}
