/** Stacks without a control block in sight: what a stack pointer, a guard, a flag and a size each add. */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const kib = 1024n;
const mib = 1024n * kib;
const free = '---p 00000000 00:00 0';
const writable = 'VmFlags: rd wr mr mw me ac\n';
const forStacks = 'VmFlags: rd wr mr mw me ac nh\n';

interface Shape {
  /** Bytes without permission directly below. */
  readonly guard?: bigint;
  readonly bytes: bigint;
  readonly flags?: string;
  readonly guardFlags?: string;
  /** Bytes between guard and stack. */
  readonly apart?: bigint;
  /** Permissions of the stack. */
  readonly rest?: string;
}

/** A stack at `base`, and its guard below it. */
function rowsOf({ guard = 0n, bytes, flags = '', guardFlags = '', apart = 0n, rest }: Shape): string {
  const below = guard > 0n ? `${row(base - guard - apart, guard, free)}${guardFlags}` : '';
  return `${below}${row(base, bytes, rest)}${flags}`;
}

const other = { tid: 4712, name: 'worker', sp: (base + 8n).toString(16) };
const visiting = { ...other, tid: 4711 };

const given = (shape: Shape, more: Partial<Parameters<typeof partsIn>[1]> = {}) => ({
  module: '/usr/bin/zoo',
  rows: rowsOf(shape),
  memory: new WrittenMemory(),
  threads: [{ tid: 4711 }, other],
  ...more,
});
/** What the stack is said to be. */
const told = (...args: Parameters<typeof given>): string | undefined =>
  partsIn(base, given(...args))
    .find((part) => part.startsWith('0+'))
    ?.replace(/^\S+ /, '');
const said = (...args: Parameters<typeof given>): string[] => factsAt(base, given(...args)).map(({ id }) => id);

describe('a thread that runs on memory', () => {
  test('with a guard below has its own stack there, exactly', () => {
    for (const guard of [4n, 16n, 64n])
      expect(told({ guard: guard * kib, bytes: 8n * mib })).toBe('thread-stack exact');
    // 64 KiB are the largest guard, and it touches.
    expect(told({ guard: 68n * kib, bytes: 8n * mib })).toBeUndefined();
    expect(told({ guard: 4n * kib, apart: 4n * kib, bytes: 8n * mib })).toBeUndefined();
  });

  test('made with MAP_STACK has its own stack there, unless it asked for huge pages', () => {
    expect(told({ bytes: 8n * mib, flags: forStacks })).toBe('thread-stack strong');
    expect(told({ bytes: 8n * mib, flags: writable })).toBeUndefined();
    expect(told({ bytes: 8n * mib, flags: forStacks.replace('nh', 'nh hg') })).toBeUndefined();
  });

  test('without either is only told to run there, up to 1 MiB', () => {
    expect(told({ bytes: mib, flags: writable })).toBe('coroutine-stack guess');
    expect(said({ bytes: mib, flags: writable })).toEqual(['stack-pointer-inside', 'no-guard-no-flag']);
    expect(told({ bytes: mib + 4n * kib, flags: writable })).toBeUndefined();
  });

  test('has no stack in memory that is a file’s or may not be written', () => {
    expect(told({ guard: 4n * kib, bytes: mib, rest: 'r--p 00000000 00:00 0' })).toBeUndefined();
    expect(told({ guard: 4n * kib, bytes: mib, rest: 'rw-p 00000000 fe:00 8 /tmp/file' })).not.toMatch(/stack/);
  });

  test('that has its own stack elsewhere only visits it', () => {
    const visit = (shape: Shape) => [shape, { threads: [visiting] }] as const;
    expect(told(...visit({ guard: 4n * kib, bytes: 8n * mib }))).toBe('coroutine-stack strong');
    expect(told(...visit({ bytes: 8n * mib, flags: forStacks }))).toBe('coroutine-stack strong');
    expect(told(...visit({ bytes: mib, flags: writable }))).toBe('coroutine-stack guess');
    expect(told(...visit({ bytes: mib + 4n * kib, flags: writable }))).toBeUndefined();
    expect(said(...visit({ bytes: mib, flags: writable }))).toEqual(['stack-pointer-inside', 'own-stack-elsewhere']);
  });

  test('has its guard as certain as the stack, but never exactly', () => {
    const guard = (...args: Parameters<typeof given>): string | undefined =>
      partsIn(base, given(...args)).find((part) => part.startsWith('-1+1'));
    expect(guard({ guard: 4n * kib, bytes: 8n * mib })).toBe('-1+1 guard strong');
    expect(guard({ guard: 4n * kib, bytes: 8n * mib }, { threads: [visiting] })).toBe('-1+1 guard strong');
  });
});

describe('beside memory that malloc has explained', () => {
  /** A block of malloc's own at the start of the mapping, and a thread that runs behind it. */
  const beside = (bytes: bigint, sp: bigint): string[] => {
    const memory = new WrittenMemory();
    memory.words(base, 0n, (256n * kib) | 2n);
    const threads = [{ tid: 4711 }, { ...other, sp: sp.toString(16) }];
    return partsIn(base, given({ bytes, flags: writable }, { memory, threads }));
  };

  test('what is left between is in use, up to 1 MiB', () => {
    const behind = base + 512n * kib;
    expect(beside(512n * kib, base + 300n * kib)).toContain('64+64 coroutine-stack guess');
    expect(beside(1280n * kib, behind)).toContain('64+256 coroutine-stack guess');
    expect(beside(1284n * kib, behind).some((part) => part.includes('stack'))).toBe(false);
    // A pointer into the block says nothing.
    expect(beside(512n * kib, base + 8n).some((part) => part.includes('stack'))).toBe(false);
  });
});

describe('by its shape', () => {
  const nobody = { threads: [{ tid: 4711 }, { tid: 4712 }] };
  const stack = (change: Partial<Shape> = {}, more: Partial<Parameters<typeof partsIn>[1]> = nobody) =>
    [
      { guard: 4n * kib, bytes: 8n * mib, flags: forStacks, guardFlags: 'VmFlags: mr mw me nh\n', ...change },
      more,
    ] as const;

  test('a mapping with MAP_STACK above a guard with it is a thread’s where its size is usual', () => {
    for (const bytes of [256n * kib, mib, 2n * mib, 4n * mib, 8n * mib]) {
      expect(told(...stack({ bytes }))).toBe('thread-stack strong');
      expect(told(...stack({ bytes: bytes + 4n * kib }))).toBe('thread-stack guess');
    }
    expect(told(...stack({ bytes: 3n * mib }, { ...nobody, stackLimit: Number(3n * mib) }))).toBe(
      'thread-stack strong',
    );
    expect(said(...stack({ bytes: 3n * mib }, { ...nobody, stackLimit: Number(3n * mib) }))).toContain(
      'size-is-stack-limit',
    );
    expect(said(...stack({ bytes: 2n * mib }))).toEqual(['map-stack-flag', 'guard-below', 'usual-stack-size']);
    expect(told(...stack({ guardFlags: 'VmFlags: mr mw me\n' }))).toBeUndefined();
  });

  test('smaller than a thread’s least 16 KiB it is for signal handlers', () => {
    expect(told(...stack({ bytes: 12n * kib }))).toBe('signal-stack guess');
    expect(told(...stack({ bytes: 16n * kib }))).toBe('thread-stack guess');
  });

  test('in a process of one thread it is a coroutine’s', () => {
    expect(told(...stack({}, { threads: [{ tid: 4711 }] }))).toBe('coroutine-stack guess');
  });

  test('HotSpot’s stacks have a mebibyte with their zones', () => {
    const jvm = { ...nobody, module: '/usr/lib/jvm/libjvm.so' };
    const zones = { guardFlags: 'VmFlags: mr mw me\n', guard: 16n * kib };
    expect(said(...stack({ ...zones, bytes: mib - 16n * kib }, jvm))).toContain('java-stack-size');
    expect(said(...stack({ ...zones, bytes: mib }, jvm))).not.toContain('java-stack-size');
    expect(said(...stack({ ...zones, bytes: mib - 16n * kib }))).not.toContain('java-stack-size');
  });

  test('without flags it is a guess from 64 KiB to 64 MiB', () => {
    const plain = (bytes: bigint) => told(...stack({ bytes, flags: '', guardFlags: '' }));
    expect(plain(64n * kib)).toBe('thread-stack guess');
    expect(plain(64n * mib)).toBe('thread-stack guess');
    expect(plain(60n * kib)).toBeUndefined();
    expect(plain(64n * mib + 4n * kib)).toBeUndefined();
    expect(told(...stack({ flags: '', guardFlags: '' }, { threads: [{ tid: 4711 }] }))).toBeUndefined();
  });

  test('there are no more of them than threads, and five that glibc keeps of those that ended', () => {
    const many = (threads: number, flags: string, guardFlags: string): Record<string, number> => {
      const rows = Array.from({ length: 12 }, (_, index) => {
        const at = base + BigInt(index) * 16n * mib;
        return `${row(at - 4n * kib, 4n * kib, free)}${guardFlags}${row(at, 8n * mib)}${flags}`;
      }).join('');
      const ids = Array.from({ length: threads }, (_, index) => ({ tid: 4711 + index }));
      const parts = partsIn(base, { module: '/usr/bin/zoo', rows, memory: new WrittenMemory(), threads: ids });
      return {
        threads: parts.filter((part) => part.includes('+2048 thread-stack')).length,
        coroutines: parts.filter((part) => part.includes('+2048 coroutine-stack')).length,
      };
    };
    const flagged = [forStacks, 'VmFlags: mr mw me nh\n'] as const;
    expect(many(2, ...flagged)).toEqual({ threads: 6, coroutines: 6 });
    expect(many(4, ...flagged)).toEqual({ threads: 8, coroutines: 4 });
    expect(many(1, ...flagged)).toEqual({ threads: 0, coroutines: 12 });
    expect(many(2, '', '')).toEqual({ threads: 6, coroutines: 0 });
    expect(many(4, '', '')).toEqual({ threads: 8, coroutines: 0 });
    expect(many(1, '', '')).toEqual({ threads: 0, coroutines: 0 });
  });
});
