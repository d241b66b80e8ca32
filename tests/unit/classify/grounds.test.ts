/** What the rules have read is asked again at the next look: each thing that may change alone is a change. */
import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import type { ElfImage } from '@main/inspect/elf/image.ts';
import { inputOf, type InputText } from '../../support/maps.ts';
import { WrittenMemory } from '../../support/writtenMemory.ts';

const load = (flags: number, at: number, fileSize: number, memorySize = fileSize): ElfImage['headers'][number] => ({
  type: 1,
  flags,
  offset: at,
  virtualAddress: at,
  fileSize,
  memorySize,
  align: 4096,
});
const imageOf = (...headers: ElfImage['headers'][number][]): ElfImage => ({
  class: 64,
  type: 3,
  machine: 62,
  entry: 0x1000,
  headers,
});
const two = imageOf(load(5, 0, 0x1000), load(6, 0x1000, 0x800));

const given: InputText = {
  text: `
    7f0000000000-7f0000001000 r-xp 00000000 fe:00 7                          /lib/a.so
    7f0000001000-7f0000002000 rw-p 00001000 fe:00 7                          /lib/a.so
    7f0000800000-7f0000900000 rw-p 00000000 00:00 0
    7fff29d58000-7fff29d79000 rw-p 00000000 00:00 0                          [stack]`,
  threads: [
    { tid: 4711, name: 'zoo', sp: '7fff29d70000' },
    { tid: 4712, name: 'worker', sp: '7f00008ff000' },
  ],
  images: { '/lib/a.so': two },
};

describe('regions are kept', () => {
  const { grounds } = classify(inputOf(given));
  const holds = (change: Partial<InputText>): boolean => grounds.holdFor(inputOf({ ...given, ...change }));

  test('when nothing has changed, and when a file is read again and is the same', () => {
    expect(holds({})).toBe(true);
    expect(holds({ images: { '/lib/a.so': structuredClone(two) } })).toBe(true);
  });

  test('when what no rule has read has changed: a thread’s name, a pointer inside the same mapping', () => {
    expect(holds({ threads: [given.threads![0]!, { tid: 4712, name: 'other', sp: '7f00008fe000' }] })).toBe(true);
  });

  test('but not when a figure that was asked for has become zero, or is told no more', () => {
    const text = (figures: string): string =>
      `7f0000800000-7f0000900000 rw-p 00000000 00:00 0\n${figures}VmFlags: rd wr mr mw me ac`;
    const memory = new WrittenMemory();
    const { grounds: asked } = classify(inputOf({ text: text('Rss: 4 kB\n'), memory }));
    const same = (figures: string): boolean => asked.holdFor(inputOf({ text: text(figures), memory }));
    expect([same('Rss: 4 kB\n'), same('Rss: 8 kB\n')]).toEqual([true, true]);
    expect([same('Rss: 0 kB\n'), same('')]).toEqual([false, false]);
  });

  test.each<[string, Partial<InputText>]>([
    ['a file was rewritten in place', { images: { '/lib/a.so': imageOf(load(5, 0, 0x1000), load(6, 0x1000, 0x700)) } }],
    ['a file can be read no more', { images: {} }],
    ['a thread has ended', { threads: [given.threads![0]!] }],
    ['a thread runs elsewhere', { threads: [given.threads![0]!, { tid: 4712, name: 'worker' }] }],
    ['the stack limit was changed', { stackLimit: 16 << 20 }],
    ['the program was renamed', { exe: '/bin/other' }],
    ['there is another brk heap', { addresses: { startBrk: '7f0000800000' } }],
  ])('but not when %s', (_what, change) => {
    expect(holds(change)).toBe(false);
  });
});
