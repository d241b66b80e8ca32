/** How large user space is, and where it ends as far as gaps are concerned. */
import type { Capture } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import { partOf } from '@contract/rows.ts';

/**
 * From here on addresses are the kernel's half, with four levels of paging as with five (x86-64: 0xffff8000_00000000
 * and 0xff000000_00000000, see Documentation/arch/x86/x86_64/mm.rst); of it only the vsyscall page is ever listed.
 */
export const kernelPages = 2 ** 51;

/** True for a gap from user space into the kernel's half: nearly all of it can never be mapped by a program. */
export const leavesUserSpace = (start: number, end: number): boolean => start < kernelPages && end > kernelPages;

/**
 * What a gap is called behind its size: `41.3 TiB unmapped`, `16 EiB not user space`. A capture that is a part of another
 * one does not tell what lies between its mappings.
 */
export const gapWords = (
  capture: Capture,
  start: number,
  end: number,
): 'unmapped' | 'not user space' | 'unmapped or left out' =>
  leavesUserSpace(start, end) ? 'not user space' : partOf(capture) ? 'unmapped or left out' : 'unmapped';

/** The same at the head of a line. */
export function gapTitle(capture: Capture, start: number, end: number): string {
  const words = gapWords(capture, start, end);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The size of user space, in pages of 4 KiB. */
export interface UserSpace {
  readonly pages: number;
  /** Neither the architecture nor the place of the main stack, which lies near the upper end, tells it. */
  readonly assumed: boolean;
}

const pagesOf = (addressBits: number): number => 2 ** (addressBits - 12);

/**
 * Bits of user addresses that the kernel may have been built with or a process may have asked for, by what `uname -m`
 * begins with, the smallest first (TASK_SIZE in arch/…/include/asm/processor.h): arm64 with 39-bit, 48-bit and 52-bit
 * addresses, RISC-V with Sv39, Sv48 and Sv57, x86-64 with four and five levels.
 */
const addressBits: readonly (readonly [machine: RegExp, bits: readonly number[]])[] = [
  [/^x86_64/, [47, 56]],
  [/^(?:aarch64|arm64)/, [39, 48, 52]],
  [/^riscv64/, [38, 47, 56]],
  [/^ppc64/, [47, 49, 52]],
  [/^s390x/, [42, 53]],
  [/^(?:loongarch64|mips64)/, [40, 47, 48]],
  [/^(?:i[3-6]86|arm|ppc$|riscv32|mips)/, [32]],
];
/** Where the architecture is unknown: 32-bit, Android's 39-bit arm64, x86-64, 48-bit arm64, five levels of x86-64. */
const anyBits: readonly number[] = [32, 39, 47, 48, 56];
const usualBits = 47;

/**
 * The size of a process's user space: the smallest that its architecture has and its mappings fit in. A process whose
 * stack lies below 4 GiB is a 32-bit one, also on a 64-bit machine.
 */
export function userSpaceOf({ mappings, regions, machine }: Capture): UserSpace {
  const upper = mappings.end.findLast((end) => end < kernelPages) ?? 0;
  const hasStack = regions.kind.includes(kindIndex.stack);
  if (hasStack && upper <= pagesOf(32)) return { pages: pagesOf(32), assumed: false };
  const known = addressBits.find(([name]) => name.test(machine.architecture))?.[1];
  const least = known ?? (hasStack ? anyBits : anyBits.filter((bits) => bits >= usualBits));
  const bits = least.find((one) => upper <= pagesOf(one)) ?? 64;
  return { pages: pagesOf(bits), assumed: known === undefined && !hasStack };
}
