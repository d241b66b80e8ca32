import { describe, expect, it } from 'vitest';
import { pageNumberOf, asAddress } from '@contract/address.ts';
import { gapWords, leavesUserSpace } from '@renderer/layout/userSpace.ts';

const page = (address: bigint): number => pageNumberOf(asAddress(address));
const stackTop = page(0x7ffc_085e_3000n);
const vsyscall = page(0xffff_ffff_ff60_0000n);

describe('a gap', () => {
  it('between the stack and vsyscall is not user space', () => {
    expect(leavesUserSpace(stackTop, vsyscall)).toBe(true);
    expect(gapWords(stackTop, vsyscall)).toBe('not user space');
  });

  it('is merely unmapped inside user space, also with five levels of paging', () => {
    expect(gapWords(page(0x5555_0000_0000n), stackTop)).toBe('unmapped');
    expect(gapWords(stackTop, page(0xff_ffff_ffff_f000n))).toBe('unmapped');
  });
});
