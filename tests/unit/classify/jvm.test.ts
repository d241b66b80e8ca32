/** HotSpot's memory: the code cache, the Java heap and where it ends, class space above its archive, tables in pairs. */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const mib = 0x10_0000n;
const gib = 1024n * mib;
const free = '---p 00000000 00:00 0';
const code = 'rwxp 00000000 00:00 0';
/** A multiple of 64 MiB far from everything that has a place of its own. */
const base = 0x7f12_3400_0000n;

const jvm = (rows: string, ...options: readonly string[]) => ({
  module: '/usr/lib/jvm/libjvm.so',
  rows,
  memory: new WrittenMemory(),
  cmdline: ['java', ...options, 'Main'],
});
const told = (from: bigint, rows: string, ...options: readonly string[]): string[] =>
  partsIn(from, jvm(rows, ...options));
const said = (at: bigint, rows: string, ...options: readonly string[]): string[] =>
  factsAt(at, jvm(rows, ...options)).map(({ id }) => id);

describe('the code cache', () => {
  /** Executable memory and the rest of its reservation, below something else. */
  const cache = (bytes: bigint, written = mib): string =>
    `${row(base, written, code)}${row(base + written, bytes - written, free)}${row(base + bytes, 16n * 4096n)}`;
  const whole = (bytes: bigint, ...options: readonly string[]): string[] =>
    told(base, cache(bytes), ...options).slice(0, 2);
  const pages = (bytes: bigint): string[] => ['0+256 jit-code strong', `256+${(bytes - mib) / 4096n} reserve strong`];

  const rounded = 3n * 4096n;

  test('has one of its usual sizes', () => {
    for (const size of [240n, 48n]) expect(whole(size * mib)).toEqual(pages(size * mib));
    // Each of three segments may be rounded up by a page.
    expect(whole(240n * mib + rounded)).toEqual(pages(240n * mib + rounded));
    for (const size of [240n * mib + rounded + 4096n, 240n * mib - 4096n, 47n * mib, 49n * mib]) {
      expect(said(base, cache(size))).not.toContain('java-code-cache');
      expect(said(base + mib, cache(size))).not.toContain('java-code-cache');
    }
  });

  test.each([
    ['-XX:ReservedCodeCacheSize=64m', 64n * mib],
    ['-XX:ReservedCodeCacheSize=64M', 64n * mib],
    ['-XX:ReservedCodeCacheSize=65536k', 64n * mib],
    ['-XX:ReservedCodeCacheSize=1g', gib],
    ['-XX:ReservedCodeCacheSize=67108864', 64n * mib],
  ])('has the size of %s', (option, bytes) => {
    expect(whole(bytes, option)).toEqual(pages(bytes));
    expect(said(base, cache(bytes + rounded + 4096n), option)).not.toContain('java-code-cache');
    // Such an option of the program's own comes behind the virtual machine's and does not hide it; the last one counts.
    expect(whole(bytes, '-XX:ReservedCodeCacheSize=32m', option)).toEqual(pages(bytes));
    expect(said(base, cache(bytes), '-Xss64m')).not.toContain('java-code-cache');
  });

  test('may have code in several pieces, and memory without permissions between them', () => {
    const rows = `${row(base, mib, code)}${row(base + mib, mib, free)}${row(base + 2n * mib, mib, code)}${row(base + 3n * mib, 45n * mib, free)}`;
    expect(told(base, rows)).toEqual([
      '0+256 jit-code strong',
      '256+256 reserve strong',
      '512+256 jit-code strong',
      '768+11520 reserve strong',
    ]);
    expect(said(base + 2n * mib, rows)).toContain('java-code-cache');
  });

  test('is no longer than what may be code: other code is only generated', () => {
    const rows = `${row(base, mib, code)}${row(base + mib, 46n * mib)}${row(base + 47n * mib, mib, free)}`;
    expect(said(base, rows)).not.toContain('java-code-cache');
    expect(told(base, rows)[0]).toBe('0+256 jit-code strong');
  });
});

describe('the Java heap', () => {
  const heap = (start: bigint, limit: bigint, above = 0n): string =>
    `${row(start, 4n * mib)}${row(start + 4n * mib, limit - start - 4n * mib + above, free)}`;

  test.each([
    ['4', 4n * gib],
    ['32', 32n * gib],
  ])('ends at %s GiB, where references take 32 bits', (_, limit) => {
    const start = limit - 512n * mib;
    expect(told(start, heap(start, limit))).toEqual(['0+1024 runtime-heap strong', `1024+${508 * 256} reserve strong`]);
    expect(said(start, heap(start, limit))).toContain('java-heap-limit');
    expect(said(start, heap(start, limit - 4096n))).not.toContain('java-heap-limit');
  });

  test('is 8 MiB at least', () => {
    const limit = 4n * gib;
    expect(said(limit - 8n * mib, heap(limit - 8n * mib, limit))).toContain('java-heap-limit');
    expect(said(limit - 8n * mib + 4096n, heap(limit - 8n * mib + 4096n, limit))).not.toContain('java-heap-limit');
  });

  test('has class space above it in one mapping, of 1 MiB to 3 GiB', () => {
    const [start, limit] = [31n * gib, 32n * gib];
    const above = (bytes: bigint): string[] => said(limit, heap(start, limit, bytes));
    expect(above(mib + 4096n)).toContain('java-class-space-above');
    expect(above(3n * gib)).toContain('java-class-space-above');
    expect(above(mib)).not.toContain('java-class-space-above');
    expect(above(3n * gib + 4096n)).not.toContain('java-class-space-above');
  });

  test('is as large as the command line says, and what lies below is not its', () => {
    const limit = 4n * gib;
    const start = limit - 600n * mib;
    for (const option of ['-Xmx512m', '-XX:MaxHeapSize=512m']) {
      const parts = told(limit - 512n * mib, heap(start, limit), option);
      expect(parts.at(-1)).toBe(`0+${512 * 256} reserve strong`);
      expect(said(limit - mib, heap(start, limit), option)).toContain('java-largest-heap');
    }
    // More than there is, or no size at all.
    for (const option of ['-Xmx601m', '-Xmx', '-Xms512m'])
      expect(said(start, heap(start, limit), option)).not.toContain('java-largest-heap');
  });

  test('of a known size lies anywhere, from where one row begins to where another ends', () => {
    const rows = `${row(base, 8n * mib)}${row(base + 8n * mib, 8n * mib, free)}`;
    expect(told(base, rows, '-Xmx16m')).toEqual(['0+2048 runtime-heap strong', '2048+2048 reserve strong']);
    // Bounds of rows go before the end of all of them.
    const three = `${row(base, 2n * mib)}${row(base + 2n * mib, 6n * mib, free)}${row(base + 8n * mib, 4n * mib)}`;
    expect(said(base, three, '-Xmx8m')).toContain('java-reservation');
    expect(said(base + 8n * mib, three, '-Xmx8m')).not.toContain('java-reservation');
    // The last of what touches is it where no row begins there.
    expect(told(base, row(base, 16n * mib), '-Xmx4m')).toContain('3072+1024 runtime-heap strong');
    // A mebibyte is the least.
    expect(said(base + 15n * mib, row(base, 16n * mib), '-Xmx1m')).toContain('java-reservation');
    expect(said(base + 16n * mib - 1n, row(base, 16n * mib), '-Xmx1020k')).not.toContain('java-reservation');
  });

  /** One row with a block of malloc's at its beginning, as the kernel merges them, and the reserve behind it. */
  function merged(bytes: bigint, reserve: bigint, ...options: readonly string[]): string[] {
    const memory = new WrittenMemory();
    const start = base + 0xff000n;
    memory.write(start + 8n, 0x10_1000n | 2n);
    const behind = reserve > 0n ? row(base + bytes, reserve, free) : '';
    const code = row(base + bytes + reserve, 4096n, 'r--p 00000000 fe:00 3 /x');
    return partsIn(base, {
      ...jvm(`${row(start, bytes - 0xff000n)}${behind}${code}`, ...options),
      memory,
    }).filter((part) => part.endsWith('strong'));
  }

  test('of a known size is found where memory of others below it is in its row', () => {
    expect(merged(20n * mib, 0n, '-Xmx16m')).toEqual(['255+257 malloc-block strong', '1024+4096 runtime-heap strong']);
    expect(merged(8n * mib, 12n * mib, '-Xmx16m')).toEqual([
      '255+257 malloc-block strong',
      '1024+1024 runtime-heap strong',
      '2048+3072 reserve strong',
    ]);
    // Two places where it could end, and one that is no multiple of a region.
    expect(merged(20n * mib, mib, '-Xmx16m')).not.toContain('1024+4096 runtime-heap strong');
    expect(merged(20n * mib + 4096n, 0n, '-Xmx16m')).toEqual(['255+257 malloc-block strong']);
    expect(merged(20n * mib, 0n, '-Xmx19m')).toEqual(['255+257 malloc-block strong']);
  });
});

describe('class space', () => {
  const archive = (bytes: bigint): string => row(base, bytes, 'rw-p 00000000 fe:00 9 /usr/lib/jvm/classes.jsa');
  const above = (gap: bigint, bytes: bigint): string[] =>
    // The hole is filled, as the virtual machine's loader does; something that is no archive is of no use.
    said(
      base + 16n * mib + gap + bytes - 4096n,
      `${archive(16n * mib)}${gap > 0n ? row(base + 16n * mib, gap, 'r--p 00000000 fe:00 9 /usr/lib/jvm/modules') : ''}${row(base + 16n * mib + gap, 4n * mib)}${row(base + 20n * mib + gap, bytes - 4n * mib, free)}`,
    );

  test('lies above the archive of classes, at most 16 MiB away, and has half a gibibyte to four', () => {
    for (const bytes of [gib / 2n, gib, 4n * gib]) expect(above(0n, bytes)).toContain('java-class-space');
    for (const bytes of [gib / 2n - 4096n, 4n * gib + 4096n])
      expect(above(0n, bytes)).not.toContain('java-class-space');
    expect(above(16n * mib, gib)).toContain('java-class-space');
    expect(above(16n * mib + 4096n, gib)).not.toContain('java-class-space');
  });
});

describe('tables in pairs', () => {
  const pair = (start: bigint, bytes: bigint, flags = 'mr mw me nr'): string =>
    `${row(start, mib)}VmFlags: rd wr mr mw me ac\n${row(start + mib, bytes - mib, free)}VmFlags: ${flags}\n`;
  const parts = (...given: Parameters<typeof pair>): string[] => told(given[0], pair(...given));

  test('are committed and reserved memory side by side, guessed to be the virtual machine’s', () => {
    expect(parts(base, 64n * mib)).toEqual(['0+256 runtime-heap guess', `256+${63 * 256} reserve guess`]);
    expect(said(base, pair(base, 64n * mib))).toContain('java-tables');
    expect(said(base, pair(base, 64n * mib, 'mr mw me'))).not.toContain('java-tables');
    expect(said(base, row(base, mib))).not.toContain('java-tables');
  });
});

describe('the polling pages', () => {
  const readable = 'r--p 00000000 00:00 0';
  type Rows = readonly (readonly [bytes: bigint, rest?: string])[];
  const parts = (...rows: Rows): string[] => {
    let at = base;
    const text = rows.map(([bytes, rest]) => {
      at += bytes;
      return row(at - bytes, bytes, rest);
    });
    return told(base, text.join(''));
  };
  const page = 4096n;

  test('are one that nobody may read, which is no guard, and one that may only be read behind it', () => {
    expect(parts([page, free], [page, readable])).toEqual(['0+1 reserve strong', '1+1 runtime-heap strong']);
    expect(parts([16n * page], [page, free], [page, readable])).toContain('16+1 reserve strong');
  });

  test('are single pages that touch, in this order', () => {
    const pollings = (...rows: Rows): string[] => parts(...rows).filter((part) => part.endsWith('strong'));
    expect(pollings([2n * page, free], [page, readable])).toEqual([]);
    expect(pollings([page, free], [2n * page, readable])).toEqual([]);
    expect(pollings([page, free], [page])).toEqual([]);
    expect(pollings([page, readable], [page, free])).toEqual([]);
    expect(told(base, `${row(base, page, free)}${row(base + 2n * page, page, readable)}`)).not.toContain(
      '0+1 reserve strong',
    );
  });
});
