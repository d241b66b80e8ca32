/** Numbers and addresses as digits. */

/** Codes of the hexadecimal digits. */
export const hexDigits = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Stands where a figure is not known: the kernel did not print it, or counts it for a larger span than the row. */
export const unknown = '-';

/** A number that is not negative, whole however large; a fraction has at most two digits after the point. */
export function decimalText(value: number): string {
  if (Number.isNaN(value)) return unknown;
  return Number.isInteger(value) ? BigInt(value).toString() : String(Math.round(value * 100) / 100);
}

/** Characters of {@link decimalText}. */
export function decimalWidth(value: number): number {
  if (!Number.isSafeInteger(value)) return decimalText(value).length;
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}

/** An address, given as a page number, in hexadecimal with at least so many digits. */
export const addressText = (page: number, digits: number): string =>
  (BigInt(Math.floor(page)) * 4096n + BigInt(Math.round((page % 1) * 4096))).toString(16).padStart(digits, '0');

/** Characters of {@link addressText}. */
export function addressWidth(page: number, digits: number): number {
  let width = 3;
  for (let limit = 1; page >= limit; limit *= 16) width += 1;
  return Math.max(page < 1 ? Math.round(page * 4096).toString(16).length : width, digits);
}
