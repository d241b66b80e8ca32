/**
 * Reading values of unknown shape. Each function takes the value and its place in the document, and throws
 * {@link FormatError} with that place when the value is not what it must be; the caller turns it into a Failure.
 */
import { pageNumberOf, parseAddress } from '../contract/address.ts';
import type { PageNumber } from '../contract/units.ts';

/** A value that does not fit the format; `message` says where and what was expected. */
export class FormatError extends Error {}

/** A decoder: a value and where it stands in the document. */
export type Decoder<T> = (value: unknown, at: string) => T;

/** Throws a {@link FormatError}. */
export function misfit(at: string, expected: string): never {
  throw new FormatError(`${at} is not ${expected}`);
}

/** Own fields of an object; nothing is ever looked up on the prototype. */
export class Fields {
  private readonly value: object;
  readonly at: string;

  constructor(value: unknown, at: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) misfit(at, 'an object');
    this.value = value;
    this.at = at;
  }

  /** A field that must be there. */
  need<T>(name: string, decode: Decoder<T>): T {
    const at = `${this.at}.${name}`;
    if (!Object.hasOwn(this.value, name)) misfit(at, 'present');
    return decode((this.value as Record<string, unknown>)[name], at);
  }

  /** A field that may be missing: an object with it, or an empty one, ready to be spread. */
  may<N extends string, T>(name: N, decode: Decoder<T>): Partial<Record<N, T>> {
    if (!Object.hasOwn(this.value, name)) return {};
    return { [name]: this.need(name, decode) } as Partial<Record<N, T>>;
  }

  /** A field that may be missing, with the value it then has. */
  orElse<T>(name: string, decode: Decoder<T>, fallback: T): T {
    return Object.hasOwn(this.value, name) ? this.need(name, decode) : fallback;
  }

  /** The object itself, for what is kept as it is. */
  whole(): object {
    return this.value;
  }

  /** All own fields, each decoded. */
  entries<T>(decode: Decoder<T>): [string, T][] {
    return Object.entries(this.value).map(([key, item]) => [key, decode(item, `${this.at}.${key.slice(0, 40)}`)]);
  }
}

/** Any string. */
export const text: Decoder<string> = (value, at) => (typeof value === 'string' ? value : misfit(at, 'a string'));

/** True or false. */
export const flag: Decoder<boolean> = (value, at) => (typeof value === 'boolean' ? value : misfit(at, 'true or false'));

/** More than any figure of a process can be; sums of a million of them stay finite, which those of 1e308 do not. */
const mostAmount = 2 ** 64;

/** A number that is not negative and could be a figure. */
export const amount: Decoder<number> = (value, at) =>
  typeof value === 'number' && value >= 0 && value <= mostAmount ? value : misfit(at, 'a number from 0 to 2^64');

/** A whole number from 0 to 2^53 - 1. */
export const whole: Decoder<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : misfit(at, 'a whole number');

/** One of a fixed list of strings. */
export const oneOf =
  <T extends string>(choices: readonly T[]): Decoder<T> =>
  (value, at) =>
    choices.find((choice) => choice === value) ?? misfit(at, `one of ${choices.join(', ')}`);

/** A list, each item decoded. */
export const list =
  <T>(item: Decoder<T>): Decoder<T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) misfit(at, 'a list');
    return (value as unknown[]).map((each, index) => item(each, `${at}[${index}]`));
  };

/** A moment as ISO 8601 text, in milliseconds since the epoch. */
export const moment: Decoder<number> = (value, at) => {
  const time = /^\d{4}-\d\d-\d\dT/.test(text(value, at)) ? Date.parse(text(value, at)) : Number.NaN;
  return Number.isNaN(time) ? misfit(at, 'a date such as 2026-01-31T12:00:00.000Z') : time;
};

/** Bytes as base64. */
export const base64: Decoder<Uint8Array> = (value, at) => {
  const digits = text(value, at);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) misfit(at, 'base64');
  return new Uint8Array(Buffer.from(digits, 'base64'));
};

/** An address such as "0x7f12a000". */
export const page: Decoder<PageNumber> = (value, at) => {
  const digits = text(value, at);
  const address = digits.startsWith('0x') ? parseAddress(digits) : undefined;
  return address === undefined ? misfit(at, 'an address such as "0x7f12a000"') : pageNumberOf(address);
};
