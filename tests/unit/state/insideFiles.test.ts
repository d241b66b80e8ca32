import { told } from '../../support/words.ts';
import type { ElfInside, PlacedSection, SymbolColumns } from '@contract/elfInside.ts';
import { asBytes, asPageNumber } from '@contract/units.ts';
import { InsideFiles } from '@renderer/state/insideFiles.svelte.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sample, syntheticCapture } from './syntheticCapture.ts';

const section = (name: string, start: number, end: number): PlacedSection => ({
  name,
  type: 'PROGBITS',
  flags: 'A',
  start: asPageNumber(start),
  end: asPageNumber(end),
  offset: asBytes(0),
  size: asBytes((end - start) * 4096),
  explanation: '',
});
const inside: ElfInside = {
  path: '/usr/bin/sample',
  identity: 'same',
  bias: '0x0',
  class: 64,
  type: 'EXEC',
  machine: 'x86-64',
  needed: [],
  segments: [],
  sections: [section('.rodata', 0x401, 0x402), section('.text', 0x400, 0x401), section('.empty', 0x402, 0x402)],
  hardening: [],
  dirty: [],
  symbols: { table: 'symtab', count: 1 },
  notes: [],
};
type Drawn = Pick<SymbolColumns, 'length' | 'start' | 'end' | 'names'>;
const symbols: Drawn = {
  length: 4,
  start: Float64Array.of(0x400 + 0.5, 0x400 + 0.5, 0x400 + 0.625, 0x400 + 0.75),
  end: Float64Array.of(0x400 + 0.75, 0x400 + 0.75, 0x400 + 0.7, 0x400 + 0.75),
  names: ['__main', 'main', 'inner', 'end'],
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function looking(capture = sample(), symbolsAt: (start: number) => Drawn = () => symbols) {
  const asked: string[] = [];
  const inspect = (call: string, { start }: { start: number }) => {
    asked.push(call);
    return Promise.resolve({ ok: true, value: call === 'elf.inside' ? inside : symbolsAt(start) });
  };
  const store = { inspect, capture } as unknown as ConstructorParameters<typeof InsideFiles>[0];
  const files = new InsideFiles(store);
  const look = async (start: number, end: number): Promise<void> => {
    files.look({ start: asPageNumber(start), end: asPageNumber(end) });
    await vi.advanceTimersByTimeAsync(1000);
  };
  return { asked, files, look };
}

it('asks for the sections of a file on screen once, and knows them sorted', async () => {
  const { asked, files, look } = looking();
  await look(0x400, 0x700);
  await look(0x3ff, 0x650);
  expect(asked).toEqual(['elf.inside']);
  expect(files.lookup?.sections(0x400, 0x402).map(({ name }) => name)).toEqual(['.text', '.rodata']);
  expect(files.lookup?.sections(0x401, 0x402).map(({ name }) => name)).toEqual(['.rodata']);
});

it('asks for symbols only when few pages are on screen, draws the plainest of the same code, and lets them go again', async () => {
  const { asked, files, look } = looking();
  await look(0x400, 0x402);
  expect(asked).toEqual(['elf.inside', 'elf.symbols']);
  expect(files.lookup?.symbols(0x400, 0x402).map(({ name }) => name)).toEqual(['main']);
  await look(0x400, 0x700);
  expect(files.lookup?.symbols(0x400, 0x402)).toEqual([]);
});

it('asks for nothing where no file is mapped, and nothing while the view moves', async () => {
  const { asked, files, look } = looking();
  await look(0x600, 0x610);
  expect(asked).toEqual([]);
  for (let step = 0; step < 20; step++) {
    files.look({ start: asPageNumber(0x400), end: asPageNumber(0x402) });
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(asked).toEqual([]);
});

it('knows the chunks of the heap that was walked, until another process is looked at', async () => {
  const { files, look } = looking();
  await look(0x600, 0x610);
  files.showChunks({ start: Float64Array.of(0x60_0000), size: Float64Array.of(64), state: Uint8Array.of(1) });
  expect(files.lookup?.sections(0x600, 0x601).map(({ name }) => name)).toEqual(['free']);
  files.clear();
  expect(files.lookup).toBeUndefined();
});

it('asks for the symbols of every file on screen, the vDSO beside a sliver of the loader too', async () => {
  const capture = syntheticCapture(
    [
      { start: '1000', end: '3000', perms: 'r-xp', regions: [{ start: '1000', end: '3000', kind: 'vdso', object: 0 }] },
      { start: '3000', end: '9000', perms: 'r-xp', regions: [{ start: '3000', end: '9000', kind: 'text', object: 1 }] },
    ],
    {
      objects: [
        { kind: 'kernel', label: told('Kernel-provided'), key: 'kernel' },
        { kind: 'module', label: told('ld.so'), key: 'module:ld.so' },
      ],
    },
  );
  const one = (start: number, name: string): Drawn => ({
    length: 1,
    start: Float64Array.of(start),
    end: Float64Array.of(start + 0.5),
    names: [name],
  });
  const { files, look } = looking(capture, (start) => one(start, start === 1 ? 'clock_gettime' : '_start'));
  await look(1, 4);
  expect(files.lookup?.symbols(1, 4).map(({ name }) => name)).toEqual(['clock_gettime', '_start']);
});
