/** What is left of a process whose runtime maps memory of its own: guessed to be the runtime's, small pieces are not. */
import { describe, expect, test } from 'vitest';
import { factsAt, partsIn, row, WrittenMemory } from '../../support/writtenMemory.ts';

const base = 0x7f12_3450_0000n;
const kib64 = 0x1_0000n;
const told = (module: string, rows: string, memory = new WrittenMemory()): string[] =>
  partsIn(base, { module, rows, memory });

describe.each([
  '/usr/lib/jvm/libjvm.so',
  '/usr/lib/erlang/beam.smp',
  '/usr/bin/mono',
  '/usr/lib/libgc.so.1',
  '/usr/lib/firefox/libxul.so',
  '/usr/sbin/mariadbd',
])('%s', (module) => {
  test('has what is left from 64 KiB on', () => {
    expect(told(module, row(base, kib64))).toEqual(['0+16 runtime-heap guess']);
    expect(told(module, row(base, kib64 - 0x1000n))).toEqual([]);
    const facts = factsAt(base, { module, rows: row(base, kib64), memory: new WrittenMemory() });
    expect(facts.map(({ id }) => id)).toEqual(['nothing-else', 'module-loaded']);
  });
});

test.each(['/usr/lib/libasan.so.8', '/usr/lib/liblsan.so.0', '/usr/lib/libtsan.so.2'])(
  '%s has all that is left',
  (module) => {
    expect(told(module, row(base, 0x1000n))).toEqual(['0+1 runtime-heap guess']);
  },
);

test('a program without such a runtime keeps what is left, and so does one whose memory cannot be read', () => {
  expect(told('/usr/bin/zoo', row(base, kib64))).toEqual([]);
});

describe('memory without permissions', () => {
  const reserved = (module: string, pages: bigint, flags?: string): string[] => {
    const rows = row(base, pages * 4096n, '---p 00000000 00:00 0');
    return told(module, flags === undefined ? rows : `${rows}VmFlags: ${flags}\n`);
  };

  test('is the virtual machine’s reserve where nothing was accounted for it', () => {
    expect(reserved('/usr/lib/jvm/libjvm.so', 64n, 'mr mw me nr')).toEqual(['0+64 reserve guess']);
    expect(reserved('/usr/lib/jvm/libjvm.so', 64n, 'mr mw me')).toEqual(['0+64 reserve exact']);
    expect(reserved('/usr/sbin/mariadbd', 64n, 'mr mw me nr')).toEqual(['0+64 reserve exact']);
  });

  test('is room for InnoDB’s buffers from a tebibyte on', () => {
    const tebibyte = 2n ** 28n;
    expect(reserved('/usr/sbin/mariadbd', tebibyte)).toEqual([`0+${tebibyte} reserve guess`]);
    expect(reserved('/usr/sbin/mariadbd', tebibyte - 1n)).toEqual([`0+${tebibyte - 1n} reserve exact`]);
    // Boehm's collector reserves nothing.
    expect(reserved('/usr/lib/libgc.so.1', tebibyte)).toEqual([`0+${tebibyte} reserve exact`]);
  });
});
