/**
 * Branded units. A plain number cannot pass for a unit, and one unit cannot pass for another; the brand exists
 * only in the type system and costs nothing at run time.
 */

declare const unit: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [unit]: Name };

/**
 * An address divided by 4096. Mapping bounds are whole page numbers; a region may begin inside a page (TLS, bss)
 * and then carries a fraction. Doubles hold this exactly: whole pages for every address below 2^64, single bytes
 * below 2^53, multiples of 8 bytes in the 56-bit space of five-level paging. The divisor is 4096 on every machine,
 * also where the kernel's own page is larger.
 */
export type PageNumber = Brand<number, 'PageNumber'>;
/** An exact byte address, for text and look-ups only; it never crosses a process boundary. */
export type Address = Brand<bigint, 'Address'>;
/** A count of bytes. */
export type Bytes = Brand<number, 'Bytes'>;
/** A count of kibibytes, the unit of smaps and status ("kB" there always means 1024 bytes). */
export type Kibibytes = Brand<number, 'Kibibytes'>;
/** A process id, as seen from the reader's pid namespace. */
export type Pid = Brand<number, 'Pid'>;
/** The kernel's largest pid (PID_MAX_LIMIT of include/linux/threads.h on 64-bit machines). */
export const largestPid = 4_194_304;
/** A thread id. */
export type Tid = Brand<number, 'Tid'>;
/** A span of time in milliseconds. */
export type Milliseconds = Brand<number, 'Milliseconds'>;
/** A moment, in milliseconds since the Unix epoch. */
export type EpochMilliseconds = Brand<number, 'EpochMilliseconds'>;

/** Bytes in one {@link PageNumber} step. */
export const pageBytes = 4096;
/** Up to this {@link PageNumber} a double holds every byte (addresses up to 2^53); bounds inside pages beyond are rounded. */
export const exactPages = 2 ** 41;

/** Names a number a page number; the caller vouches for the division by 4096. */
export const asPageNumber = (value: number): PageNumber => value as PageNumber;
/** Names a number a count of bytes. */
export const asBytes = (value: number): Bytes => value as Bytes;
/** Names a number a count of kibibytes. */
export const asKibibytes = (value: number): Kibibytes => value as Kibibytes;
/** Names a number a process id. */
export const asPid = (value: number): Pid => value as Pid;
/** Names a number a thread id. */
export const asTid = (value: number): Tid => value as Tid;
/** Names a number a span in milliseconds. */
export const asMilliseconds = (value: number): Milliseconds => value as Milliseconds;
/** The same to the microsecond: what a clock shows below is noise, which took a third of an idle recording's bytes. */
export const measuredMilliseconds = (value: number): Milliseconds => asMilliseconds(Math.round(value * 1000) / 1000);
/** Names a number a moment in milliseconds since the epoch. */
export const asEpochMilliseconds = (value: number): EpochMilliseconds => value as EpochMilliseconds;

/** Size of the span between two page numbers, in bytes. */
export const spanBytes = (start: PageNumber, end: PageNumber): Bytes => asBytes((end - start) * pageBytes);
