import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { inputOf, regionAt, toldOf } from '../../support/maps.ts';

const lastWords = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ').slice(2).join(' '));
const node = '400000-401000 r-xp 00000000 fe:00 1 /usr/bin/node\nVmFlags: rd ex';
const jvm = '7fc000000000-7fc000001000 r-xp 00000000 fe:00 1 /usr/lib/jvm/libjvm.so\nVmFlags: rd ex';

describe('V8 in Node', () => {
  const heapPage = '2edfb80000-2edfbc0000 rw-p 00000000 00:00 0\nVmFlags: rd wr mr mw me dc nr';

  test('has heap pages by alignment and flags, only where node is loaded', () => {
    expect(lastWords(toldOf({ text: `${node}\n${heapPage}` }))).toEqual(['text strong', 'runtime-heap strong']);
    expect(lastWords(toldOf({ text: heapPage }))).toEqual(['anon exact']);
  });

  test('frames a WebAssembly memory with ten gibibytes', () => {
    const text = `${node}
      7f2874000000-7f28f4000000 ---p 00000000 00:00 0
      VmFlags: mr mw me dc nr
      7f28f4000000-7f28f4010000 rw-p 00000000 00:00 0
      VmFlags: rd wr mr mw me dc nr
      7f28f4010000-7f2af4000000 ---p 00000000 00:00 0
      VmFlags: mr mw me dc nr`;
    expect(lastWords(toldOf({ text })).slice(1)).toEqual(['reserve strong', 'runtime-heap strong', 'reserve strong']);
    expect(regionAt(classify(inputOf({ text })), '7f28f4000000').label).toBe('WebAssembly memory');
  });

  test('has a code range of 512 MiB with generated code inside', () => {
    const text = `${node}
      7f8f4c000000-7f8f4c002000 rw-p 00000000 00:00 0
      VmFlags: rd wr mr mw me dc nr
      7f8f4c002000-7f8f4c003000 ---p 00000000 00:00 0
      VmFlags: mr mw me dc nr
      7f8f4c003000-7f8f4c03f000 rwxp 00000000 00:00 0
      VmFlags: rd wr ex mr mw me dc nr
      7f8f4c03f000-7f8f6c000000 ---p 00000000 00:00 0
      VmFlags: mr mw me dc nr`;
    const result = classify(inputOf({ text }));
    expect(regionAt(result, '7f8f4c003000')).toMatchObject({
      kind: 'jit-code',
      certainty: 'strong',
      detail: { runtime: 'V8' },
    });
    expect(regionAt(result, '7f8f4c040000')).toMatchObject({ kind: 'reserve', certainty: 'strong' });
  });
});

test('PartitionAlloc’s super pages are told by their layout', () => {
  const text = `
    555500000000-555500001000 r-xp 00000000 fe:00 1 /usr/lib/chromium/chromium
    3de400000000-3de400004000 ---p 00000000 00:00 0
    3de400004000-3de400006000 rw-p 00000000 00:00 0
    3de400006000-3de400010000 ---p 00000000 00:00 0
    3de400010000-3de4001fc000 rw-p 00000000 00:00 0
    3de4001fc000-3de400200000 ---p 00000000 00:00 0 `;
  const result = classify(inputOf({ text }));
  expect(regionAt(result, '3de400004000').label).toBe('PartitionAlloc metadata');
  expect(regionAt(result, '3de400010000')).toMatchObject({ kind: 'runtime-heap', certainty: 'strong' });
});

describe('HotSpot', () => {
  test('has its heap below 4 GiB, as long as -Xmx says', () => {
    const text = `
      e0000000-f7a00000 rw-p 00000000 00:00 0
      VmFlags: rd wr mr mw me ac
      f7a00000-100000000 ---p 00000000 00:00 0
      VmFlags: mr mw me nr
      ${jvm}`;
    const result = classify(inputOf({ text, cmdline: ['java', '-Xmx512m', 'Main'] }));
    expect(regionAt(result, 'e0000000')).toMatchObject({
      kind: 'runtime-heap',
      certainty: 'strong',
      label: 'Java heap',
    });
    expect(regionAt(result, 'e0000000').evidence.join(' ')).toContain('command line');
    expect(regionAt(result, 'f8000000')).toMatchObject({ kind: 'reserve', certainty: 'strong' });
  });

  test('has 240 MiB of code cache', () => {
    const upTo = (end: string): string => `${jvm}
      7fc100000000-7fc100270000 rwxp 00000000 00:00 0
      VmFlags: rd wr ex mr mw me ac
      7fc100270000-${end} ---p 00000000 00:00 0
      VmFlags: mr mw me nr`;
    // The second as long as that of JDK 25, whose segments are rounded up.
    for (const end of ['7fc10f000000', '7fc10f001000']) {
      const result = classify(inputOf({ text: upTo(end) }));
      expect(regionAt(result, '7fc100000000')).toMatchObject({ kind: 'jit-code', certainty: 'strong' });
      expect(regionAt(result, '7fc101000000')).toMatchObject({ kind: 'reserve', label: 'Java code cache, free' });
    }
    expect(regionAt(classify(inputOf({ text: upTo('7fc10f100000') })), '7fc101000000').label).not.toContain(
      'code cache',
    );
  });

  test('has thread stacks with 16 KiB zones that are not made with MAP_STACK', () => {
    const text = `${jvm}
      7fc200000000-7fc200004000 ---p 00000000 00:00 0
      VmFlags: mr mw me
      7fc200004000-7fc200100000 rw-p 00000000 00:00 0
      VmFlags: rd wr mr mw me ac nh`;
    expect(lastWords(toldOf({ text })).slice(1)).toEqual(['guard strong', 'thread-stack strong']);
  });
});

const go: ElfImage = {
  class: 64,
  type: 2,
  machine: 62,
  entry: 0x400000,
  headers: [
    { type: 1, flags: 5, offset: 0, virtualAddress: 0x400000, fileSize: 0x1000, memorySize: 0x1000, align: 4096 },
  ],
  goBuildId: 'x',
};

test('Go’s tables are islands in reservations: alone, or below 1 MiB in all, memory is not called so', () => {
  const kindOf = (...islands: readonly (readonly [pages: number, permissions: string])[]): string | undefined => {
    let at = 0x7f00_0000_0000;
    const rows = islands.map(([pages, permissions]) => {
      const start = at;
      at += pages * 4096;
      return `${start.toString(16)}-${at.toString(16)} ${permissions} 00000000 00:00 0`;
    });
    const text = ['400000-401000 r-xp 00000000 fe:00 1 /bin/esbuild', ...rows].join('\n');
    return lastWords(toldOf({ text, images: { '/bin/esbuild': go }, auxv: { AT_ENTRY: '400100' } }))[1];
  };
  const [table, free] = ['rw-p', '---p'];
  expect(kindOf([16, table], [0x4000 - 16, free])).toBe('runtime-heap strong');
  expect(kindOf([16, table], [0x3fff - 16, free])).toBe('runtime-heap guess');
  expect(kindOf([16, table], [240, free])).toBe('runtime-heap guess');
  expect(kindOf([16, table], [239, free])).toBe('anon exact');
  expect(kindOf([256, table])).toBe('anon exact');
});

test('Go’s heap has the geometry of a malloc arena and is not taken for one', () => {
  const text = `
    400000-401000 r-xp 00000000 fe:00 1 /bin/esbuild
    c000000000-c000400000 rw-p 00000000 00:00 0
    c000400000-c004000000 ---p 00000000 00:00 0 `;
  const result = classify(inputOf({ text, images: { '/bin/esbuild': go }, auxv: { AT_ENTRY: '400100' } }));
  expect(regionAt(result, 'c000000000')).toMatchObject({ kind: 'runtime-heap', certainty: 'strong', label: 'Go heap' });
  expect(regionAt(result, 'c001000000')).toMatchObject({ kind: 'reserve', certainty: 'strong' });
});

test('Python’s arenas are a guess and say so', () => {
  const text = `
    555500000000-555500001000 r-xp 00000000 fe:00 1 /usr/bin/python3.11
    7f01fabde000-7f01facde000 rw-p 00000000 00:00 0 `;
  const view = regionAt(classify(inputOf({ text })), '7f01fabde000');
  expect(view).toMatchObject({ kind: 'runtime-heap', certainty: 'guess', label: 'Probably Python objects' });
});

test('AddressSanitizer is recognised by its fixed addresses alone', () => {
  const text = `
    7fff7000-8fff7000 rw-p 00000000 00:00 0
    8fff7000-2008fff7000 ---p 00000000 00:00 0
    2008fff7000-10007fff8000 rw-p 00000000 00:00 0 `;
  expect(lastWords(toldOf({ text }))).toEqual(['runtime-heap strong', 'reserve strong', 'runtime-heap strong']);
});

describe('sanitizers whose shadows begin at one address', () => {
  /** As clang 14 lays them out on x86-64. */
  const msan = `
    10000000000-100000000000 rw-p 00000000 00:00 0
    100000000000-200000000000 ---p 00000000 00:00 0
    200000000000-300000000000 rw-p 00000000 00:00 0
    300000000000-500000000000 ---p 00000000 00:00 0
    500000000000-510000000000 rw-p 00000000 00:00 0`;
  const tsan = `
    8000000000-10000000000 ---p 00000000 00:00 0
    10000000000-100000000000 rw-p 00000000 00:00 0
    100000000000-300000000000 ---p 00000000 00:00 0
    300000000000-340000000000 rw-p 00000000 00:00 0
    340000000000-550000000000 ---p 00000000 00:00 0`;

  test.each([
    ['MemorySanitizer', msan, ['memory', 'memory', 'memory']],
    ['ThreadSanitizer', tsan, ['shadow', 'memory', 'meta shadow']],
  ] as const)('are told apart: %s', (name, text, parts) => {
    const result = classify(inputOf({ text }));
    for (const [index, at] of ['10000000000', '100000000000', '300000000000'].entries()) {
      expect(regionAt(result, at)).toMatchObject({ label: `${name} ${parts[index]}`, certainty: 'strong' });
    }
  });
});

test('what a program under TSan reserves for itself is its own, however large', () => {
  const text = `
    10000000000-100000000000 rw-p 00000000 00:00 0
    340000000000-550000000000 ---p 00000000 00:00 0
    7e0000000000-7f0000000000 ---p 00000000 00:00 0`;
  const result = classify(inputOf({ text }));
  expect(regionAt(result, '340000000000').label).toBe('ThreadSanitizer memory');
  expect(regionAt(result, '7e0000000000')).toMatchObject({ kind: 'reserve', label: 'Reserved addresses' });
});

describe('memory that is mapped several times', () => {
  const copy = (start: string, end: string, offset = '00000000', name = '/memfd:java_heap (deleted)'): string =>
    `${start}-${end} rw-s ${offset} 00:01 1026 ${name}`;
  const heap = ['40000000000', '80000000000', '100000000000'].map((start) =>
    copy(start, (BigInt(`0x${start}`) + 0x800_0000n).toString(16)),
  );

  test('is one Java heap in three mappings of the Z collector, which RSS counts thrice', () => {
    const result = classify(inputOf({ text: [...heap, jvm].join('\n') }));
    const views = ['40000000000', '80000000000', '100000000000'].map((at) => regionAt(result, at));
    for (const view of views) {
      expect(view).toMatchObject({ kind: 'runtime-heap', certainty: 'strong', label: 'Java heap' });
      expect(view.evidence.join(' ')).toMatch(/mapped 3 times.*RSS counts each of its pages up to 3 times/);
    }
    expect(new Set(views.map(({ object }) => object)).size).toBe(1);
  });

  test('has its reserves with it, and a reservation of the heap’s size elsewhere is none of it', () => {
    const rest = heap.map((line) => {
      const end = line.slice(line.indexOf('-') + 1, line.indexOf(' '));
      return `${end}-${(BigInt(`0x${end}`) + 0x7800_0000n).toString(16)} ---p 00000000 00:00 0`;
    });
    const elsewhere = '7ff038000000-7ff040000000 ---p 00000000 00:00 0';
    const text = [...heap.flatMap((line, index) => [line, rest[index]]), elsewhere, jvm].join('\n');
    const result = classify(inputOf({ text, cmdline: ['java', '-XX:+UseZGC', '-Xmx128m', 'Main'] }));
    const own = regionAt(result, '40000000000').object;
    expect(result.objects[own ?? -1]).toMatchObject({ label: { args: { part: 'java-heap' } } });
    expect(regionAt(result, '80008000000')).toMatchObject({
      kind: 'reserve',
      certainty: 'strong',
      label: 'Java heap, not committed',
      object: own,
    });
    expect(regionAt(result, '7ff038000000').label).toBe('Reserved addresses');
  });

  test('is a memfd without the virtual machine, and says that it is mapped several times', () => {
    const view = regionAt(classify(inputOf({ text: heap.join('\n') })), '80000000000');
    expect(view).toMatchObject({ kind: 'memfd', certainty: 'exact' });
    expect(view.evidence.join(' ')).toContain('One memory is mapped 3 times');
  });

  test('is none where two mappings show different parts of one file', () => {
    const name = '/memfd:parts (deleted)';
    const text = [copy('10000000', '10002000', '0', name), copy('20000000', '20002000', '2000', name)].join('\n');
    expect(regionAt(classify(inputOf({ text })), '20000000').evidence.join(' ')).not.toContain('mapped 2 times');
    const ring = [copy('10000000', '10002000', '0', name), copy('10002000', '10004000', '0', name)].join('\n');
    expect(regionAt(classify(inputOf({ text: ring })), '10002000').evidence.join(' ')).toContain('mapped 2 times');
  });
});
