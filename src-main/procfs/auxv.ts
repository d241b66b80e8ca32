/** `/proc/PID/auxv`: the auxiliary vector that the kernel put on the stack at exec. Never changes afterwards. */
import type { AuxiliaryValue } from '../contract/capture.ts';
import { asAddress } from '../contract/address.ts';
import type { Address } from '../contract/units.ts';

/** include/uapi/linux/auxvec.h and the x86, arm64, powerpc additions that share no number with them. */
const names: Readonly<Record<number, string>> = {
  1: 'AT_IGNORE',
  2: 'AT_EXECFD',
  3: 'AT_PHDR',
  4: 'AT_PHENT',
  5: 'AT_PHNUM',
  6: 'AT_PAGESZ',
  7: 'AT_BASE',
  8: 'AT_FLAGS',
  9: 'AT_ENTRY',
  10: 'AT_NOTELF',
  11: 'AT_UID',
  12: 'AT_EUID',
  13: 'AT_GID',
  14: 'AT_EGID',
  15: 'AT_PLATFORM',
  16: 'AT_HWCAP',
  17: 'AT_CLKTCK',
  23: 'AT_SECURE',
  24: 'AT_BASE_PLATFORM',
  25: 'AT_RANDOM',
  26: 'AT_HWCAP2',
  27: 'AT_RSEQ_FEATURE_SIZE',
  28: 'AT_RSEQ_ALIGN',
  29: 'AT_HWCAP3',
  30: 'AT_HWCAP4',
  31: 'AT_EXECFN',
  32: 'AT_SYSINFO',
  33: 'AT_SYSINFO_EHDR',
  51: 'AT_MINSIGSTKSZ',
};

/** Types that other modules look up. */
export const auxvTypes = {
  programHeaders: 3,
  programHeaderCount: 5,
  pageSize: 6,
  base: 7,
  entry: 9,
  random: 25,
  execFilename: 31,
  vdso: 33,
} as const;

/** Name of a type; `AT_?NN` for one without a known name. */
export const auxvName = (type: number): string => names[type] ?? `AT_?${type}`;

/** Parses auxv up to its end mark (type 0). Words are little-endian, 4 bytes wide for a 32-bit program. */
export function parseAuxv(bytes: Uint8Array, wordBytes: 4 | 8): AuxiliaryValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): bigint =>
    wordBytes === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
  const values: AuxiliaryValue[] = [];
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes) {
    const type = Number(word(at));
    if (type === 0) break;
    values.push({ type, name: auxvName(type), value: `0x${word(at + wordBytes).toString(16)}` });
  }
  return values;
}

/**
 * Word size of an auxiliary vector, told from the vector itself: types are small, so in 8-byte words their upper
 * halves are all zero, while in 4-byte words that place holds values, not all of them zero.
 */
export function auxvWordBytes(bytes: Uint8Array): 4 | 8 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    if (view.getUint32(at + 4, true) !== 0) return 4;
    if (view.getUint32(at, true) === 0) break;
  }
  return 8;
}

/** Value of one type as an address; undefined when the vector does not have it, or it is 0 (AT_BASE of a static program). */
export function auxvAddress(auxv: readonly AuxiliaryValue[], type: number): Address | undefined {
  const value = auxv.find((entry) => entry.type === type)?.value;
  return value === undefined || value === '0x0' ? undefined : asAddress(BigInt(value));
}

/** Value of one type as a number, for sizes and counts; undefined when the vector does not have it. */
export function auxvNumber(auxv: readonly AuxiliaryValue[], type: number): number | undefined {
  const value = auxv.find((entry) => entry.type === type)?.value;
  return value === undefined ? undefined : Number(value);
}
