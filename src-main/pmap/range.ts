/** `-A LOW[,HIGH]`: only mappings that overlap a span of addresses. */
import type { MappingColumns } from '../contract/capture.ts';

/** A span of addresses; both ends belong to it. */
export interface AddressRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** The largest 64-bit address, which strtoul(3) also gives for anything larger. */
const largest = (1n << 64n) - 1n;

/** Everything. */
export const wholeRange: AddressRange = { low: 0n, high: largest };

/**
 * Reads `LOW`, `LOW,HIGH`, `LOW,`, `,HIGH` or `,` as procps does: hexadecimal by the rules of strtoul, `LOW` alone
 * meaning the mapping that holds it. An end that is missing stays as `before` has it. Undefined for other text.
 */
export function parseRange(text: string, before: AddressRange = wholeRange): AddressRange | undefined {
  const comma = text.indexOf(',');
  const lowText = comma < 0 ? text : text.slice(0, comma);
  const highText = comma < 0 ? text : text.slice(comma + 1);
  const low = lowText === '' ? before.low : hexNumber(lowText);
  const high = highText === '' ? before.high : hexNumber(highText);
  return low === undefined || high === undefined ? undefined : { low, high };
}

/** strtoul(text, &end, 16) with nothing left over: blanks, a sign and `0x` are allowed, and it saturates. */
function hexNumber(text: string): bigint | undefined {
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)(?:0[xX])?([0-9a-fA-F]+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = BigInt(`0x${digits}`);
  if (value > largest) return largest;
  return sign === '-' ? BigInt.asUintN(64, -value) : value;
}

/** First and last mapping (exclusive) that overlap the range; the rows are sorted by address. */
export function rowsInRange(
  { length, start, end }: MappingColumns,
  { low, high }: AddressRange,
): { first: number; last: number } {
  // Page numbers of whole addresses: exact, since a mapping begins and ends with a page.
  const lowPage = Number(low >> 12n);
  const highPage = Number(high >> 12n);
  const first = firstAbove(end, length, lowPage);
  return { first, last: Math.max(first, firstAbove(start, length, highPage)) };
}

/** The first of sorted places that lies above a page. */
function firstAbove(places: Float64Array, length: number, page: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) > page) high = middle;
    else low = middle + 1;
  }
  return low;
}
