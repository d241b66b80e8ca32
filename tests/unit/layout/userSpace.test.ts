import { describe, expect, it } from 'vitest';
import { pageNumberOf, asAddress } from '@contract/address.ts';
import { onlyRows } from '@main/capture/files/onlyRows.ts';
import { importText } from '@main/capture/import/importSource.ts';
import { gapTitle, gapWords, leavesUserSpace, userSpaceOf } from '@renderer/layout/userSpace.ts';
import { captureOf } from '../../support/sampleCapture.ts';

const page = (address: bigint): number => pageNumberOf(asAddress(address));
const stackTop = page(0x7ffc_085e_3000n);
const vsyscall = page(0xffff_ffff_ff60_0000n);

describe('a gap', () => {
  it('between the stack and vsyscall is not user space', () => {
    expect(leavesUserSpace(stackTop, vsyscall)).toBe(true);
    expect(gapWords(captureOf([]), stackTop, vsyscall)).toBe('not user space');
  });

  it('is merely unmapped inside user space, also with five levels of paging', () => {
    expect(gapWords(captureOf([]), page(0x5555_0000_0000n), stackTop)).toBe('unmapped');
    expect(gapWords(captureOf([]), stackTop, page(0xff_ffff_ffff_f000n))).toBe('unmapped');
  });

  it('may have been left out of what is only a part', () => {
    const part = onlyRows(captureOf([]), []);
    expect(gapTitle(part, page(0x5555_0000_0000n), stackTop)).toBe('Unmapped or left out');
    expect(gapTitle(part, stackTop, vsyscall)).toBe('Not user space');
  });
});

describe('the size of user space', () => {
  const stack = (top: bigint, architecture = ''): ReturnType<typeof userSpaceOf> => {
    const hex = (address: bigint): string => address.toString(16);
    const rows = `${hex(top - 0x2_1000n)}-${hex(top)} rw-p 00000000 00:00 0 [stack]\n`;
    const outcome = importText(rows, 'text');
    if (!outcome.ok) throw new Error(outcome.why);
    const { capture } = outcome.value;
    return userSpaceOf({ ...capture, machine: { ...capture.machine, architecture } });
  };
  const bits = ({ pages }: { readonly pages: number }): number => Math.log2(pages) + 12;

  it.each([
    [0xbfff_f000n, '', 32],
    [0xffff_d000n, 'x86_64', 32],
    [0x7f_c080_1000n, '', 39],
    [0x7f_c080_1000n, 'aarch64', 39],
    [0x7ffd_1c08_4000n, '', 47],
    [0x7ffd_1c08_4000n, 'x86_64', 47],
    [0xffff_ed6b_c000n, '', 48],
    [0xffff_ed6b_c000n, 'aarch64', 48],
    [0x3f_ffd1_c000n, 'riscv64', 38],
    [0xff_7ffd_1c08_4000n, 'x86_64', 56],
  ])('with the stack below %s on “%s” is 2^%i', (top, architecture, expected) => {
    expect(bits(stack(top, architecture))).toBe(expected);
    expect(stack(top, architecture).assumed).toBe(false);
  });

  it('counts no address of the kernel’s half', () => {
    const outcome = importText(
      '7ffd00000000-7ffd00021000 rw-p 0 00:00 0 [stack]\nffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]\n',
      'text',
    );
    if (!outcome.ok) throw new Error(outcome.why);
    expect(bits(userSpaceOf(outcome.value.capture))).toBe(47);
  });

  it('is an assumption where neither architecture nor stack tells it', () => {
    const outcome = importText('00400000-00401000 r-xp 00000000 08:01 17 /usr/bin/demo\n', 'text');
    if (!outcome.ok) throw new Error(outcome.why);
    expect(userSpaceOf(outcome.value.capture)).toEqual({ pages: 2 ** 35, assumed: true });
  });
});
