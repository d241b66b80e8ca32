/** Threads of a pid namespace: their control blocks hold the ids that the process knows, not those of the reader. */
import { describe, expect, test } from 'vitest';
import type { MemoryPort } from '@main/classify/input.ts';
import { classify } from '@main/classify/classify.ts';
import { inputOf, regionAt } from '../../support/maps.ts';
import { WrittenMemory } from '../../support/writtenMemory.ts';

const pageBytes = 4096n;
const guard = 0x0123_4567_89ab_cdefn;
const random = 0x7ffe_0000_1000n;

function glibcBlock(memory: WrittenMemory, at: bigint, tid: number, stack?: { start: bigint; size: bigint }): void {
  memory.write(at, at);
  memory.write(at + 0x10n, at);
  memory.write(at + 0x30n, guard);
  memory.write(at + 0x2d0n, BigInt(tid), 32);
  if (!stack) return;
  memory.write(at + 0x690n, stack.start);
  memory.write(at + 0x698n, stack.size);
  memory.write(at + 0x6a0n, pageBytes);
}

const stackText = (start: bigint): string => `
  ${start.toString(16)}-${(start + 0x1000n).toString(16)} ---p 00000000 00:00 0
  ${(start + 0x1000n).toString(16)}-${(start + 0x9000n).toString(16)} rw-p 00000000 00:00 0`;
const starts = [0x7f00_0000_0000n, 0x7f00_0100_0000n, 0x7f00_0200_0000n] as const;
const text = `${starts.map(stackText).join('')}
  7ffe00000000-7ffe00021000 rw-p 00000000 00:00 0 [stack]`;

function inputWith(inner: boolean, library: 'glibc' | 'musl' = 'glibc') {
  const memory = new WrittenMemory();
  memory.write(random, 0x1111_2222_3333_4444n);
  memory.write(random + 8n, guard);
  // The inner ids are one off: 21, 22, 23 inside are 20, 21, 22 outside.
  starts.forEach((start, index) => {
    const at = start + 0x8000n;
    if (library === 'glibc') glibcBlock(memory, at, 21 + index, { start, size: 0x9000n });
    else {
      memory.write(at, at);
      memory.write(at + 0x28n, 0x1111_2222_3333_4444n & ~0xff00n);
      memory.write(at + 0x30n, BigInt(21 + index), 32);
      memory.write(at + 0x48n, start);
      memory.write(at + 0x50n, 0x9000n);
      memory.write(at + 0x68n, pageBytes);
    }
  });
  const threads = [20, 21, 22].map((tid, index) => ({
    tid,
    name: `w${index}`,
    ...(inner ? { innerTid: 21 + index } : {}),
  }));
  return inputOf({ text, pid: 19, threads, memory, auxv: { AT_RANDOM: random.toString(16) } });
}

describe.each(['glibc', 'musl'] as const)('%s', (library) => {
  test('each stack has the name of its own thread', () => {
    const result = classify(inputWith(true, library));
    starts.forEach((start, index) => {
      const stack = regionAt(result, (start + 0x2000n).toString(16));
      expect(stack).toMatchObject({ kind: 'thread-stack', certainty: 'exact' });
      expect(stack.label).toBe(`Stack of thread ${20 + index} (w${index})`);
      expect(stack.evidence.join(' ')).toContain(`its thread id is ${21 + index}, that of thread ${20 + index}`);
      expect(regionAt(result, (start + 0x8000n).toString(16)).label).toContain(`thread ${20 + index}`);
    });
    expect(result.notes).toBeUndefined();
  });
});

describe('the main thread’s block beside large malloc blocks', () => {
  const at = 0x7f40_0400_0000n - 0x8c0n;
  const big = `
    7f4000000000-7f4004000000 rw-p 00000000 00:00 0
    7f4004000000-7f4004001000 r--p 00000000 fe:00 7 /lib/libc.so.6
    7f4004001000-7f4004002000 r-xp 00001000 fe:00 7 /lib/libc.so.6
    7ffe00000000-7ffe00021000 rw-p 00000000 00:00 0 [stack]`;

  test('is found at the end of 64 MiB of used memory, and little is read', () => {
    const memory = new WrittenMemory();
    memory.write(random, 0x1111_2222_3333_4444n);
    memory.write(random + 8n, guard);
    glibcBlock(memory, at, 4711);
    let read = 0;
    /** Bytes read when the block was come to; what looks for blocks of malloc afterwards has a budget of its own. */
    let readBefore: number | undefined;
    memory.zeroed = true;
    const port: MemoryPort = {
      presentPages: (start, pages) => memory.presentPages(start, pages),
      read: (start, length) => {
        if (BigInt(start) <= at && at < BigInt(start) + BigInt(length)) readBefore ??= read;
        read += length;
        return memory.read(start, length);
      },
    };
    const result = classify(inputOf({ text: big, memory: port, auxv: { AT_RANDOM: random.toString(16) } }));
    expect(regionAt(result, at.toString(16))).toMatchObject({ kind: 'tls', certainty: 'exact' });
    expect(result.notes).toBeUndefined();
    expect(readBefore).toBeLessThan(1 << 20);
  });
});

test('the main stack says when its thread runs elsewhere', () => {
  const where = (sp: string): string => {
    const threads = [{ tid: 4711, sp }];
    const lines = `7f0000000000-7f0000100000 rw-p 00000000 00:00 0\n7ffe00000000-7ffe00021000 rw-p 00000000 00:00 0 [stack]`;
    return regionAt(classify(inputOf({ text: lines, threads })), '7ffe00000000').evidence.join(' ');
  };
  expect(where('7f0000080000')).toContain('The stack pointer of thread 4711 (zoo) lies elsewhere');
  expect(where('7ffe00020000')).not.toContain('elsewhere');
});
