/** Where user space ends, as far as gaps are concerned. */

/**
 * From here on addresses are the kernel's half, with four levels of paging as with five (x86-64: 0xffff8000_00000000
 * and 0xff000000_00000000, see Documentation/arch/x86/x86_64/mm.rst); of it only the vsyscall page is ever listed.
 */
export const kernelPages = 2 ** 51;

/** True for a gap from user space into the kernel's half: nearly all of it can never be mapped by a program. */
export const leavesUserSpace = (start: number, end: number): boolean => start < kernelPages && end > kernelPages;

/** What a gap is called behind its size: `41.3 TiB unmapped`, `16 EiB not user space`. */
export const gapWords = (start: number, end: number): 'unmapped' | 'not user space' =>
  leavesUserSpace(start, end) ? 'not user space' : 'unmapped';
