import { asPageNumber } from '@contract/units.ts';
import { fact } from '@contract/verdict.ts';
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { MemoryPort } from '@main/classify/input.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { inputOf, linesOf, memoryOf, page, regionAt, type InputText } from '../../support/maps.ts';

/** AT_RANDOM's 16 bytes lie in the stack; the second word is glibc’s pointer guard. */
const random = { at: '7fff29d70000', words: { 0: 0x1122_3344_5566_7788n, 8: 0x99aa_bbcc_ddee_ff00n } };
const canary = 0x1122_3344_5566_7700n;
const stackLine = '7fff29d58000-7fff29d79000 rw-p 00000000 00:00 0                          [stack]';

/** A glibc control block at an address, as the reference saw it on 2.36. */
function block(at: string, tid: number, stack?: { start: string; size: bigint; guard: bigint }) {
  const own = BigInt(`0x${at}`);
  return {
    at,
    words: {
      0: own,
      0x8: 0n,
      0x10: own,
      0x28: canary,
      0x30: 0x99aa_bbcc_ddee_ff00n,
      0x2d0: BigInt(tid) & 0xffff_ffffn,
      ...(stack ? { 0x690: BigInt(`0x${stack.start}`), 0x698: stack.size, 0x6a0: stack.guard } : {}),
      0x8f8: 0n,
    },
  };
}

/** Memory that is present everywhere, and how many bytes of it have been read since the last question. */
function everywhere(pieces: Parameters<typeof memoryOf>[0]): { memory: MemoryPort; read: () => number } {
  const port = memoryOf(pieces);
  let bytes = 0;
  return {
    memory: {
      presentPages: (_, count) => new Uint8Array(count).fill(1),
      read: (start, length) => {
        bytes += length;
        return port.read(start, length) ?? new Uint8Array(length);
      },
    },
    read: () => {
      const before = bytes;
      bytes = 0;
      return before;
    },
  };
}

const classifyWith = (given: Omit<InputText, 'auxv'>) =>
  classify(inputOf({ ...given, auxv: { AT_RANDOM: random.at } }));

describe('control blocks in memory', () => {
  const text = `
    7f19c367d000-7f19c367e000 ---p 00000000 00:00 0
    7f19c367e000-7f19c3e7e000 rw-p 00000000 00:00 0
    ${stackLine}`;
  const stack = { start: '7f19c367d000', size: 0x801000n, guard: 0x1000n };
  const threads = [{ tid: 4711 }, { tid: 4712, name: 'workerB', sp: '7f19c3e7c000' }];

  test('give a thread its guard, stack and thread-local storage, all exact', () => {
    const memory = memoryOf([random, block('7f19c3e7d6c0', 4712, stack)]);
    const result = classifyWith({ text, threads, memory });
    expect(linesOf(result).slice(0, 3)).toEqual([
      '7f19c367d000 4K guard exact',
      '7f19c367e000 8189.6875K thread-stack exact',
      '7f19c3e7d6c0 2.3125K tls exact',
    ]);
    const view = regionAt(result, '7f19c3e70000');
    expect(view.label).toBe('Stack of thread 4712 (workerB)');
    expect(view.detail).toMatchObject({ stackSize: 8 << 20, thread: { tid: 4712 } });
    expect(view.stackDepth).toBe(8192);
    const guard = regionAt(result, '7f19c367d000');
    expect(guard.detail).toMatchObject({ guards: 'the stack of thread 4712 (workerB)', guardsRegion: view.index });
    expect(result.objects.find(({ key }) => key === 'thread:4712')).toMatchObject({ kind: 'thread', tid: 4712 });
  });

  test('of a finished thread give a cached stack without a thread', () => {
    const memory = memoryOf([random, block('7f19c3e7d6c0', -1, stack)]);
    const view = regionAt(classifyWith({ text, threads, memory }), '7f19c3700000');
    expect(view).toMatchObject({
      kind: 'thread-stack',
      certainty: 'exact',
      label: 'Cached stack of a finished thread',
    });
    expect(view.detail?.thread).toEqual({});
    expect(view.evidence.join(' ')).toContain('its stack is kept for the next one');
  });

  test('of a finished thread without a stack, as the main one leaves its own, promise no stack to anybody', () => {
    const view = regionAt(
      classifyWith({ text, threads, memory: memoryOf([random, block('7f19c3e7d6c0', -1)]) }),
      '7f19c3e7d6c0',
    );
    expect(view).toMatchObject({ kind: 'tls', certainty: 'exact', label: 'Thread-local storage of a finished thread' });
    expect(view.detail?.thread).toEqual({});
    expect(view.detail).not.toHaveProperty('stackSize');
    expect(view.evidence.join(' ')).toMatch(/the thread has ended\./);
    expect(view.evidence.join(' ')).not.toContain('kept');
  });

  test('with an id that is in no list name no thread, and none that has finished', () => {
    const unseen = classifyWith({
      text,
      threads: [{ tid: 4711 }],
      memory: memoryOf([random, block('7f19c3e7d6c0', 4799, stack)]),
    });
    const view = regionAt(unseen, '7f19c3700000');
    expect(view).toMatchObject({ kind: 'thread-stack', certainty: 'exact' });
    expect(view.detail).not.toHaveProperty('thread');
    expect(view.label).toContain('4799');
  });

  test('with the wrong pointer guard are not believed', () => {
    const wrong = block('7f19c3e7d6c0', 4712, stack);
    const memory = memoryOf([random, { ...wrong, words: { ...wrong.words, 0x30: 1n } }]);
    const result = classifyWith({ text, threads: [{ tid: 4711 }], memory });
    expect(regionAt(result, '7f19c3700000').kind).toBe('anon');
  });

  test('separate stacks that the kernel merged, and guards hidden inside are strong', () => {
    const merged = `
      7f0000000000-7f0000802000 rw-p 00000000 00:00 0
      Rss: 32 kB
      VmFlags: rd wr mr mw me ac gu nh
      ${stackLine}
      Rss: 32 kB
      VmFlags: rd wr mr mw me gd ac`;
    const memory = memoryOf([
      random,
      block('7f00004006c0', 4712, { start: '7f0000000000', size: 0x401000n, guard: 0x1000n }),
      block('7f00008016c0', 4713, { start: '7f0000401000', size: 0x401000n, guard: 0x1000n }),
    ]);
    const result = classifyWith({ text: merged, threads: [...threads, { tid: 4713, name: 'other' }], memory });
    expect(linesOf(result).slice(0, 6)).toEqual([
      '7f0000000000 4K guard strong',
      '7f0000001000 4093.6875K thread-stack exact',
      '7f00004006c0 2.3125K tls exact',
      '7f0000401000 4K guard strong',
      '7f0000402000 4093.6875K thread-stack exact',
      '7f00008016c0 2.3125K tls exact',
    ]);
  });

  test('of a 32-bit program are not looked for', () => {
    const low = { ...random, at: 'ffd70000' };
    const memory = memoryOf([low, block('f7e7d6c0', 4712)]);
    const low32 = 'f7e7d000-f7e7e000 rw-p 00000000 00:00 0\nffd58000-ffd79000 rw-p 00000000 00:00 0 [stack]';
    const result = classify(inputOf({ text: low32, threads, memory, auxv: { AT_RANDOM: low.at } }));
    expect(regionAt(result, 'f7e7d000').kind).toBe('anon');
  });

  test('that are missing are searched for in 32 MiB, and the result says when that was not enough', () => {
    const { memory, read } = everywhere([random]);
    const large = `7f0000000000-7f0010000000 rw-p 00000000 00:00 0\n${stackLine}`;
    const result = classifyWith({ text: large, threads, memory });
    expect(result.notes).toEqual([fact('threads-unfound', { count: 2, bytes: 32 * 2 ** 20 })]);
    expect(read()).toBeLessThan(34 * 2 ** 20);
    const small = classifyWith({ text: stackLine, threads, memory: memoryOf([random]) });
    expect(small.notes).toBeUndefined();
  });

  test('are looked for first where they lay in the capture before', () => {
    // 32 MiB are searched from the upper end, and the block lies further down.
    const at = '7f0000c006c0';
    const own = page(at);
    const { memory } = everywhere([random, block(at, 4711)]);
    const given = { text: `7f0000000000-7f0010000000 rw-p 00000000 00:00 0\n${stackLine}`, memory };
    expect(regionAt(classifyWith(given), at).kind).toBe('anon');
    const before = [{ start: own, end: asPageNumber(Math.ceil(own)) }];
    expect(regionAt(classifyWith({ ...given, blocksBefore: before }), at)).toMatchObject({
      kind: 'tls',
      certainty: 'exact',
    });
  });

  test('of a static program of Go are not searched for everywhere: its threads have none', () => {
    const { memory, read } = everywhere([random]);
    const text = `
      400000-401000 r-xp 00000000 fe:00 7                          /opt/serves
      c000000000-c004000000 rw-p 00000000 00:00 0
      ${stackLine}`;
    const look = (marks: readonly 'go'[]): number => {
      const load = { type: 1, flags: 5, offset: 0, virtualAddress: 0x400000, fileSize: 4096, memorySize: 4096 };
      const image: ElfImage = {
        class: 64,
        type: 2,
        machine: 62,
        entry: 0x400100,
        headers: [{ ...load, align: 4096 }],
        marks,
      };
      const auxv = { AT_RANDOM: random.at, AT_ENTRY: '400100' };
      classify(inputOf({ text, memory, auxv, images: { '/opt/serves': image } }));
      return read();
    };
    expect(look([])).toBeGreaterThan(32 * 2 ** 20);
    expect(look(['go'])).toBeLessThan(2 ** 20);
  });

  test('of musl are recognised by their own canary', () => {
    const at = 0x7f19c3e7df00n;
    const muslCanary = 0x1122_3344_5566_0088n;
    const memory = memoryOf([
      random,
      {
        at: at.toString(16),
        words: { 0: at, 0x28: muslCanary, 0x30: 4712n, 0x48: 0x7f19c367d000n, 0x50: 0x801000n, 0x68: 0x1000n },
      },
    ]);
    const view = regionAt(classifyWith({ text, threads, memory }), '7f19c3700000');
    expect(view).toMatchObject({ kind: 'thread-stack', certainty: 'exact', detail: { thread: { tid: 4712 } } });
  });
});

describe('malloc in memory', () => {
  const arenaText = `
    7f19a4000000-7f19a4021000 rw-p 00000000 00:00 0
    7f19a4021000-7f19a8000000 ---p 00000000 00:00 0 `;

  test('a heap_info makes an arena exact', () => {
    const heapInfo = { at: '7f19a4000000', words: { 0: 0x7f19a4000030n, 8: 0n, 16: 0x21000n, 24: 0x21000n } };
    const result = classifyWith({ text: arenaText, memory: memoryOf([random, heapInfo]) });
    expect(linesOf(result)).toEqual(['7f19a4000000 132K arena exact', '7f19a4021000 65404K arena-reserve exact']);
    expect(regionAt(result, '7f19a4000000').object).toBe(regionAt(result, '7f19a5000000').object);
    expect(result.objects[0]?.key).toBe('arena:7f19a4000000');
  });

  test('mmapped chunks are walked as a chain', () => {
    const chunks = [
      { at: '7f19c3e7e000', words: { 0: 0n, 8: 0x22002n } },
      { at: '7f19c3ea0000', words: { 0: 0n, 8: 0x101002n } },
      { at: '7f19c3fa1000', words: { 0: 0n, 8: 0n } },
    ];
    const text = '7f19c3e7e000-7f19c3fa4000 rw-p 00000000 00:00 0 ';
    expect(linesOf(classifyWith({ text, memory: memoryOf([random, ...chunks]) }))).toEqual([
      '7f19c3e7e000 136K malloc-block exact',
      '7f19c3ea0000 1028K malloc-block exact',
      '7f19c3fa1000 12K anon exact',
    ]);
  });

  test('one header that tells the size of its own memory might be another allocator’s, and is not called exact', () => {
    const one = (pages: number) => {
      const text = `7f19c3e7e000-${(0x7f19_c3e7_e000 + pages * 4096).toString(16)} rw-p 00000000 00:00 0 `;
      const memory = memoryOf([random, { at: '7f19c3e7e000', words: { 0: 0n, 8: 0x22002n } }]);
      return regionAt(classifyWith({ text, memory }), '7f19c3e7e000');
    };
    const fills = one(0x22);
    expect(fills).toMatchObject({ kind: 'malloc-block', certainty: 'strong' });
    expect(fills.evidence.at(-1)).toMatch(
      /136 KiB.* end at 0x7f19c3ea0000, where this memory ends too; no second header/,
    );
    const inside = one(0x23);
    expect(inside).toMatchObject({ kind: 'malloc-block', certainty: 'strong' });
    expect(inside.evidence.at(-1)).toBe('The size is whole pages and ends inside this mapping.');
  });

  test('a header speaks for the one behind it also where a mapping of its own begins there', () => {
    const text = `
      7f19c3e7e000-7f19c3ea0000 rw-p 00000000 00:00 0
      Rss: 4 kB
      VmFlags: rd wr mr mw me ac
      7f19c3ea0000-7f19c3fa1000 rw-p 00000000 00:00 0
      Rss: 4 kB
      VmFlags: rd wr mr mw me ac hg`;
    const chunks = [
      { at: '7f19c3e7e000', words: { 0: 0n, 8: 0x22002n } },
      { at: '7f19c3ea0000', words: { 0: 0n, 8: 0x101002n } },
    ];
    const of = (pieces: typeof chunks) => linesOf(classifyWith({ text, memory: memoryOf([random, ...pieces]) }));
    expect(of(chunks)).toEqual(['7f19c3e7e000 136K malloc-block exact', '7f19c3ea0000 1028K malloc-block exact']);
    expect(of(chunks.slice(1))).toEqual(['7f19c3e7e000 136K anon exact', '7f19c3ea0000 1028K malloc-block strong']);
    expect(of(chunks.slice(0, 1))).toEqual(['7f19c3e7e000 136K malloc-block strong', '7f19c3ea0000 1028K anon exact']);
  });

  test('a size that does not fit the mapping is not believed', () => {
    const text = '7f19c3e7e000-7f19c3e80000 rw-p 00000000 00:00 0 ';
    const memory = memoryOf([random, { at: '7f19c3e7e000', words: { 0: 0n, 8: 0x22002n } }]);
    expect(linesOf(classifyWith({ text, memory }))).toEqual(['7f19c3e7e000 8K anon exact']);
  });
});
