/** Addresses and counts in the sentences about a heap. */

export const hexadecimal = (address: number): string => `0x${address.toString(16)}`;

/** `1 heap`, `3 heaps`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
