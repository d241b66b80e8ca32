import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import { inputOf, regionAt, toldOf } from '../../support/maps.ts';

describe('names that the kernel gives', () => {
  test('are exact', () => {
    expect(
      toldOf({
        text: `
          5566ff000000-5566ff021000 rw-p 00000000 00:00 0                          [heap]
          7f19c4300000-7f19c4304000 r--p 00000000 00:00 0                          [vvar]
          7f19c4304000-7f19c4306000 r--p 00000000 00:00 0                          [vvar_vclock]
          7f19c4306000-7f19c4308000 r-xp 00000000 00:00 0                          [vdso]
          7fff29d58000-7fff29d79000 rw-p 00000000 00:00 0                          [stack]
          7fffffffe000-7ffffffff000 --xp 00000000 00:00 0                          [uprobes]
          ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]`,
      }).map((line) => line.replace(/^\S+ /, '')),
    ).toEqual([
      '132K heap exact',
      '16K vvar exact',
      '8K vvar exact',
      '8K vdso exact',
      '132K stack exact',
      '4K uprobes exact',
      '4K vsyscall exact',
    ]);
  });

  test('the main stack knows its limit and how deep its thread is', () => {
    const result = classify(
      inputOf({
        text: '7fff29d58000-7fff29d79000 rw-p 00000000 00:00 0                          [stack]',
        threads: [{ tid: 4711, name: 'zoo', sp: '7fff29d78000' }],
      }),
    );
    const { detail, evidence, stackDepth } = regionAt(result, '7fff29d60000');
    expect(detail).toMatchObject({ stackSize: 8 << 20, thread: { tid: 4711 } });
    expect(stackDepth).toBe(4096);
    expect(evidence).toContain('The kernel names it [stack].');
    expect(evidence.join(' ')).toContain('0x7fff29d78000, 4 KiB below the top');
  });

  test('a piece without a name that holds start_stack is the main stack too', () => {
    const text = '7fff29d58000-7fff29d79000 rw-p 00000000 00:00 0 ';
    expect(toldOf({ text, addresses: { startStack: '7fff29d77ff0' } })).toEqual(['7fff29d58000 132K stack exact']);
  });

  test('what lies below start_brk in the heap’s mapping is the program’s zeroed data', () => {
    const text = `
      555555558000-555555559000 rw-p 00003000 fe:00 12                         /usr/bin/zoo
      555555559000-55555557a000 rw-p 00000000 00:00 0                          [heap]`;
    expect(toldOf({ text, addresses: { startBrk: '55555555a008' } }).slice(1)).toEqual([
      '555555559000 4.0078125K bss exact',
      '55555555a008 127.9921875K heap exact',
    ]);
  });

  test('older kernels named the zeroed data that ends at start_brk', () => {
    const text = `
      555555558000-555555559000 rw-p 00003000 fe:00 12                         /usr/bin/zoo
      555555559000-55555555a000 rw-p 00000000 00:00 0                          [heap]`;
    expect(toldOf({ text, addresses: { startBrk: '55555555a000' } }).slice(1)).toEqual(['555555559000 4K bss exact']);
  });

  // Chromium's renderers, in one start of ten: V8 reserves 512 MiB for its code where the heap would start.
  test.each([
    ['rwxp', 'jit-code guess'],
    ['rw-p', 'anon exact'],
    ['---p', 'reserve exact'],
  ])('what was mapped over the start of an empty heap is neither data nor heap: %s', (perms, told) => {
    const text = `
      55dccdbfe000-55dccdcd7000 rw-p 00003000 fe:00 12                         /usr/bin/zoo
      55dce0000000-55dd00000000 ${perms} 00000000 00:00 0                          [heap]`;
    const input = { text, addresses: { startBrk: '55dcf3ea2000' } };
    expect(toldOf(input).slice(1)).toEqual([`55dce0000000 524288K ${told}`]);
    const { evidence } = regionAt(classify(inputOf(input)), '55dcf3ea2000');
    expect(evidence.at(-1)).toMatch(
      /^The kernel names it \[heap\] because the heap would start inside it, at 0x55dcf3ea2000/,
    );
    expect(evidence.join(' ')).not.toContain('no name');
  });

  test('old kernels named thread stacks', () => {
    const text = '7f0000000000-7f0000800000 rw-p 00000000 00:00 0                          [stack:1234]';
    expect(toldOf({ text })).toEqual(['7f0000000000 8192K thread-stack exact']);
  });

  test('an unknown name in brackets is kept as the kernel’s', () => {
    const result = classify(inputOf({ text: 'ffff0000-ffff1000 r-xp 00000000 00:00 0 [vectors]' }));
    expect(regionAt(result, 'ffff0000')).toMatchObject({
      kind: 'kernel-object',
      label: '[vectors]',
      certainty: 'exact',
    });
  });

  test('a name that no rule knows is shown and not called exact', () => {
    const result = classify(inputOf({ text: '7f0000000000-7f0000001000 r--p 00000000 00:00 0 [brand_new]' }));
    expect(regionAt(result, '7f0000000000')).toMatchObject({
      kind: 'kernel-object',
      label: '[brand_new]',
      certainty: 'strong',
    });
  });

  test('musl’s inaccessible first page of the heap is its guard, and nothing else called so', () => {
    const heap = '555555570000-555555572000 rw-p 00000000 00:00 0 [heap]';
    const guard = '55555556f000-555555570000 ---p 00000000 00:00 0 [heap]';
    expect(toldOf({ text: `${guard}\n${heap}` })).toEqual([
      '55555556f000 4K guard strong',
      '555555570000 8K heap exact',
    ]);
    expect(toldOf({ text: guard })).toEqual(['55555556f000 4K heap exact']);
  });

  test('a shadow stack is told by its flag', () => {
    const text = `
      7f0000000000-7f0000800000 rw-p 00000000 00:00 0
      Size: 8192 kB
      VmFlags: rd wr mr mw me ss`;
    expect(toldOf({ text })).toEqual(['7f0000000000 8192K shadow-stack exact']);
  });
});
