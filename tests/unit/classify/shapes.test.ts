import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { MemoryPort } from '@main/classify/input.ts';
import { inputOf, regionAt, toldOf } from '../../support/maps.ts';

const kindsOf = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ').slice(2).join(' '));

describe('thread stacks without a look at memory', () => {
  const withFlags = `
    7f19c367d000-7f19c367e000 ---p 00000000 00:00 0
    VmFlags: mr mw me nh
    7f19c367e000-7f19c3e7e000 rw-p 00000000 00:00 0
    VmFlags: rd wr mr mw me ac nh`;

  test('are strong by flags, guard and size', () => {
    const result = classify(inputOf({ text: withFlags, threads: [{ tid: 4711 }, { tid: 4712 }] }));
    const view = regionAt(result, '7f19c3680000');
    expect(view).toMatchObject({ kind: 'thread-stack', certainty: 'strong', label: 'Thread stack' });
    expect(view.evidence.join(' ')).toContain('Max stack size');
    expect(regionAt(result, '7f19c367d000')).toMatchObject({
      kind: 'guard',
      certainty: 'strong',
      detail: { guards: 'the stack of a thread', guardsRegion: 1 },
    });
  });

  test('are exact in bounds and owner when a stack pointer lies inside', () => {
    const threads = [{ tid: 4711 }, { tid: 4712, name: 'workerB', sp: '7f19c3e7c000' }];
    const result = classify(inputOf({ text: withFlags, threads }));
    expect(regionAt(result, '7f19c3680000')).toMatchObject({
      kind: 'thread-stack',
      certainty: 'exact',
      label: 'Stack of thread 4712 (workerB)',
      detail: { stackSize: 8 << 20 },
      stackDepth: 8192,
    });
  });

  test('are guesses from maps alone, and only in a process with threads', () => {
    const text = withFlags.replace(/VmFlags.*/g, '');
    expect(kindsOf(toldOf({ text, threadCount: 2 }))).toEqual(['guard guess', 'thread-stack guess']);
    expect(kindsOf(toldOf({ text, threadCount: 1 }))).toEqual(['guard guess', 'anon exact']);
    const label = regionAt(classify(inputOf({ text, threadCount: 2 })), '7f19c3680000').label;
    expect(label).toBe('Probably a thread stack');
  });
});

describe('malloc arenas without a look at memory', () => {
  const arena = (head: string, tail: string): string => `
    7f19a4000000-7f19a4021000 rw-p 00000000 00:00 0
    VmFlags: ${head}
    7f19a4021000-7f19a8000000 ---p 00000000 00:00 0
    VmFlags: ${tail}`;

  test('are strong by geometry and MAP_NORESERVE', () => {
    expect(kindsOf(toldOf({ text: arena('rd wr mr mw me nr', 'mr mw me nr') }))).toEqual([
      'arena strong',
      'arena-reserve strong',
    ]);
  });

  test('are not claimed when the flags speak against it', () => {
    expect(kindsOf(toldOf({ text: arena('rd wr mr mw me ac', 'mr mw me') }))).toEqual(['anon exact', 'reserve exact']);
  });

  test('are guesses from maps alone', () => {
    const text = arena('', '').replace(/VmFlags.*/g, '');
    expect(kindsOf(toldOf({ text }))).toEqual(['arena guess', 'arena-reserve guess']);
  });
});

describe('what is left', () => {
  test('is anonymous memory with what is known of it', () => {
    const result = classify(
      inputOf({
        text: `
          7f0000000000-7f0000004000 rw-p 00000000 00:00 0
          Rss: 8 kB
          VmFlags: rd wr mr mw me ac gu`,
      }),
    );
    const { kind, certainty, evidence } = regionAt(result, '7f0000000000');
    expect([kind, certainty]).toEqual(['anon', 'exact']);
    expect(evidence).toEqual([
      'No file, no name; permissions rw-p.',
      '8 KiB of it are resident.',
      'VmFlags: rd wr mr mw me ac gu.',
      'VmFlags has gu: guard pages may be hidden inside it.',
    ]);
  });

  test('without permission is reserved, and only probably a guard when it is small and has a neighbour', () => {
    expect(
      kindsOf(
        toldOf({
          text: `
            7f0000000000-7f0000001000 ---p 00000000 00:00 0
            7f0000001000-7f0000002000 rw-p 00000000 00:00 0
            7f0010000000-7f0020000000 ---p 00000000 00:00 0
            7f0030000000-7f0030001000 ---p 00000000 00:00 0 `,
        }),
      ),
    ).toEqual(['guard guess', 'anon exact', 'reserve exact', 'reserve exact']);
  });

  test('and executable, exactly in the hole between two parts of a file, is the file’s code moved elsewhere', () => {
    const text = (first: number): string => `
      562e74c9f000-562e74ca1000 r-xp 0000${first}000 fe:00 25 /opt/demo/hug
      562e74ca1000-562e74ca3000 r-xp 00000000 00:00 0
      562e74ca3000-562e74cab000 r-xp 00005000 fe:00 25 /opt/demo/hug`;
    expect(kindsOf(toldOf({ text: text(1) }))).toEqual(['text strong', 'text strong', 'text strong']);
    expect(kindsOf(toldOf({ text: text(2) }))[1]).toBe('jit-code guess');
  });

  test('and executable is probably generated code, unless everything is executable', () => {
    const code = '7f0000000000-7f0000001000 rwxp 00000000 00:00 0 ';
    expect(kindsOf(toldOf({ text: code }))).toEqual(['jit-code guess']);
    expect(kindsOf(toldOf({ text: `${code}\n7fff29d58000-7fff29d79000 rwxp 00000000 00:00 0 [stack]` }))).toEqual([
      'anon exact',
      'stack exact',
    ]);
  });
});

describe('stacks of coroutines that were made without MAP_STACK', () => {
  const pages = 16;
  const start = (index: number): number => 0x7f0000000 + index * (pages + 1);
  const textOf = (count: number): string =>
    Array.from({ length: count }, (_, index) => {
      const [guard, from, end] = [start(index), start(index) + 1, start(index) + 1 + pages].map((page) =>
        (page * 4096).toString(16),
      );
      return `${guard}-${from} ---p 00000000 00:00 0\nVmFlags: mr mw me\n${from}-${end} rw-p 00000000 00:00 0\nVmFlags: rd wr mr mw me ac`;
    }).join('\n');
  const memoryWith = (touched: (pageOfStack: number) => boolean): MemoryPort => ({
    presentPages: (first, count) =>
      Uint8Array.from({ length: count }, (_, at) => (touched((first + at - start(0) - 1) % (pages + 1)) ? 1 : 0)),
    read: () => undefined,
  });
  const kinds = (count: number, memory: MemoryPort): Set<string> =>
    new Set(kindsOf(toldOf({ text: textOf(count), memory })));

  test('are guessed by number, guards and use from the top', () => {
    const topDown = memoryWith((page) => page >= pages - 2);
    expect(kinds(16, topDown)).toEqual(new Set(['guard guess', 'coroutine-stack guess']));
    expect(kinds(7, topDown)).toEqual(new Set(['guard guess', 'anon exact']));
  });

  test('are none where memory is used from the bottom, as an allocator does', () => {
    expect(
      kinds(
        16,
        memoryWith((page) => page < 3),
      ),
    ).toEqual(new Set(['guard guess', 'anon exact']));
    expect(
      kinds(
        16,
        memoryWith(() => true),
      ),
    ).toEqual(new Set(['guard guess', 'anon exact']));
  });
});
