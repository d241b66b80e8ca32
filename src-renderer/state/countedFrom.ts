/** What the byte at an address is counted from: the loaded file, the mapped file or the region around it. Pure. */
import { addressOf } from '@contract/address.ts';
import type { Capture, ObjectIndex, RegionIndex } from '@contract/capture.ts';
import { asPageNumber, pageBytes, type Address } from '@contract/units.ts';
import { objectLabel } from '@words/labels.ts';
import { regionsOfObject } from './located.ts';
import { regionTitle } from '@words/regionTitle.ts';

/** A name, and the address at which what it names begins. */
export interface Origin {
  readonly name: string;
  readonly start: bigint;
}

/** Where the first byte of the file would lie that a row of maps shows a part of. */
function firstByte({ regions, mappings }: Capture, row: RegionIndex): bigint {
  const mapping = regions.mapping[row] ?? 0;
  const pages = BigInt(mappings.start[mapping] ?? 0) - BigInt(mappings.offset[mapping] ?? 0);
  return pages * BigInt(pageBytes);
}

/**
 * The address at which a loaded file begins: that of its first byte, as backtraces of glibc, sanitizers and coredumpctl
 * count. Undefined for what is no loaded file.
 */
export function loadAddress(capture: Capture, object: ObjectIndex): bigint | undefined {
  if (capture.objects[object]?.kind !== 'module') return undefined;
  const [lowest] = regionsOfObject(capture, object);
  return lowest === undefined ? undefined : firstByte(capture, lowest);
}

/**
 * What a byte of a region is told by. Everything in a loaded file, zeroed data too, is counted from where the file is loaded;
 * in a file that is only mapped, from its first byte; elsewhere from where the region begins.
 */
export function originOf(capture: Capture, row: RegionIndex): Origin {
  const object = capture.regions.object[row] ?? -1;
  const loaded = loadAddress(capture, object);
  if (loaded !== undefined) return { name: objectLabel(capture, object), start: loaded };
  if (capture.objects[object]?.kind === 'file') {
    return { name: objectLabel(capture, object), start: firstByte(capture, row) };
  }
  return { name: regionTitle(capture, row), start: addressOf(asPageNumber(capture.regions.start[row] ?? 0)) };
}

/** The same in words: `libc.so.6 + 0x29d90`; the name alone where it begins. */
export function fromOrigin({ name, start }: Origin, address: Address): string {
  const offset = address - start;
  return offset === 0n ? name : `${name} + 0x${offset.toString(16)}`;
}
