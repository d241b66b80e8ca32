/**
 * The frame that the kernel puts on the stack of a signal handler on x86-64 (arch/x86/kernel/signal_64.c, struct
 * rt_sigframe): restorer, uc_flags, uc_link, and uc_stack with its start, flags and size.
 */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

/** Above a guard, as programs make their alternate stacks. */
const base = 0x7f12_3450_1000n;
const bytes = 0x2_0000n;
/** In the module's only page, which is executable. */
const restorer = 0x40_0800n;
const mainStack = row(0x7ffe_0000_0000n, 0x2_1000n, 'rw-p 00000000 00:00 0 [stack]');

interface Frame {
  readonly at: bigint;
  readonly restorer: bigint;
  readonly flags: bigint;
  readonly link: bigint;
  readonly sp: bigint;
  readonly stackFlags: bigint;
  readonly size: bigint;
}
const sound: Frame = { at: base + 0x1_f000n, restorer, flags: 7n, link: 0n, sp: base, stackFlags: 0n, size: bytes };

/** The main thread runs on a stack that is not its own, on which a frame lies. */
function given(change: Partial<Frame>, { tid = 4711, architecture = 'x86_64' } = {}) {
  const frame = { ...sound, ...change };
  const memory = new WrittenMemory();
  memory.words(frame.at, frame.restorer, frame.flags, frame.link, frame.sp, frame.stackFlags, frame.size);
  const rows = `${row(base - 0x1000n, 0x1000n, '---p 00000000 00:00 0')}${row(base, bytes)}${mainStack}`;
  const threads = [{ tid, sp: (base + 0x1_e000n).toString(16) }];
  return { module: '/usr/bin/zoo', rows, memory, threads, architecture };
}
const kindWith = (...change: Parameters<typeof given>): string | undefined =>
  partsIn(base, given(...change)).find((part) => part.startsWith('0+'));
const signal = '0+32 signal-stack strong';
const visited = '0+32 coroutine-stack strong';

test('proves that the stack is a signal handler’s, and where it lies', () => {
  expect(kindWith({})).toBe(signal);
  expect(factsAt(base, given({ at: base + 0x1_f808n }))).toContainEqual({
    id: 'signal-frame',
    args: { at: Number(base + 0x1_f000n) / 4096 + 0x808 / 4096 },
  });
});

describe('is one whose every word is', () => {
  test.each<[string, Partial<Frame>, Partial<Frame>]>([
    [
      'the start of a stack, not below this one',
      { sp: base - 8n, size: 0x1_0000n },
      { sp: base + 8n, size: bytes - 8n },
    ],
    ['the start of a stack, not above this one', { sp: base + bytes }, { sp: base + bytes - 2048n, size: 2048n }],
    ['flags that a stack may have', { stackFlags: 3n }, { stackFlags: 2n }],
    ['flags in the lower half of their word', { stackFlags: (4n << 32n) | 4n }, { stackFlags: (0x55n << 32n) | 1n }],
    ['a size of at least MINSIGSTKSZ', { size: 2047n }, { size: 2048n }],
    ['a size that fits', { size: bytes + 1n }, { size: bytes }],
    ['no link to another context', { link: 8n }, { link: 0n }],
    ['small flags of the context', { flags: 16n }, { flags: 15n }],
    ['a restorer', { restorer: 0n }, { restorer: 0x40_0000n }],
    ['a restorer in code', { restorer: 0x40_1000n }, { restorer: 0x40_0fffn }],
    ['a restorer that is mapped', { restorer: 0x50_0000n }, { restorer: 0x40_0001n }],
    ['a restorer of the process', { restorer: 1n << 47n }, { restorer }],
  ])('%s', (_, wrong, right) => {
    expect(kindWith(wrong)).toBe(visited);
    expect(kindWith(right)).toBe(signal);
  });
});

test('lies as a whole in one page, at a multiple of 8', () => {
  expect(kindWith({ at: base + 0x1_f000n + 4096n - 48n })).toBe(signal);
  expect(kindWith({ at: base + 0x1_f000n + 4096n - 40n })).toBe(visited);
  expect(kindWith({ at: base + 0x1_f004n })).toBe(visited);
});

test('is looked for in the uppermost sixteen pages', () => {
  expect(kindWith({ at: base + 0x1_0000n })).toBe(signal);
  expect(kindWith({ at: base + 0xf000n })).toBe(visited);
});

test('is known on x86-64 only', () => {
  expect(kindWith({}, { architecture: 'aarch64' })).toBe(visited);
});
