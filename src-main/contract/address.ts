/**
 * The one module that turns addresses into text and text into addresses.
 *
 * A page number has at most 52 bits before the point, so `toString(16)` of its whole part is exact, and the
 * fraction times 4096 gives the last three hexadecimal digits.
 */
import { asPageNumber, pageBytes, type Address, type PageNumber } from './units.ts';

/** The largest address there is, plus one. */
const addressLimit = 1n << 64n;

/** Hexadecimal digits of an address, without prefix or padding: `7f12a000`. */
export function formatHex(page: PageNumber): string {
  const whole = Math.floor(page);
  const rest = Math.round((page - whole) * pageBytes);
  return whole === 0 ? rest.toString(16) : whole.toString(16) + rest.toString(16).padStart(3, '0');
}

/** An address as scripts and people read it: `0x7f12a000`. */
export const formatAddress = (page: PageNumber): string => `0x${formatHex(page)}`;

/** An address padded to 12 digits (16 above 2^48), so that columns of addresses align: `00007f12a000`. */
export function formatAligned(page: PageNumber): string {
  const digits = formatHex(page);
  return digits.padStart(digits.length > 12 ? 16 : 12, '0');
}

/**
 * Reads an address in hexadecimal, with or without `0x`; grouping by `_`, `'` or a gdb-style backtick is allowed.
 * Returns undefined when the text is not an address or needs more than 64 bits.
 */
export function parseAddress(text: string): Address | undefined {
  const digits = text.trim().toLowerCase().replace(/^0x/, '').replace(/[_'`]/g, '');
  if (!/^[0-9a-f]{1,16}$/.test(digits)) return undefined;
  return BigInt(`0x${digits}`) as Address;
}

/** The page number of an exact address; above 2^53 the fraction is rounded (see {@link PageNumber}). */
export function pageNumberOf(address: Address): PageNumber {
  return asPageNumber(Number(address >> 12n) + Number(address & 0xfffn) / pageBytes);
}

/** The exact address of a page number. */
export function addressOf(page: PageNumber): Address {
  const whole = Math.floor(page);
  return (BigInt(whole) * 4096n + BigInt(Math.round((page - whole) * pageBytes))) as Address;
}

/** Names a bigint an address, after checking that it fits 64 bits. Throws RangeError otherwise. */
export function asAddress(value: bigint): Address {
  if (value < 0n || value >= addressLimit) throw new RangeError(`not a 64-bit address: ${value}`);
  return value as Address;
}
