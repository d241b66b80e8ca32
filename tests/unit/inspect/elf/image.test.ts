import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '@main/inspect/elf/fields.ts';
import { readElfImage } from '@main/inspect/elf/image.ts';

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** A 64-bit little-endian file with one PT_LOAD, an interpreter and two notes. */
function sample(): Uint8Array {
  const bytes = new Uint8Array(0x400);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true);
  view.setUint16(18, 62, true);
  view.setBigUint64(24, 0x1040n, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 3, true);
  const header = (index: number, type: number, flags: number, offset: bigint, address: bigint, size: bigint): void => {
    const at = 64 + index * 56;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, flags, true);
    view.setBigUint64(at + 8, offset, true);
    view.setBigUint64(at + 16, address, true);
    view.setBigUint64(at + 32, size, true);
    view.setBigUint64(at + 40, size, true);
    view.setBigUint64(at + 48, 4n, true);
  };
  header(0, 1, 5, 0n, 0x1000n, 0x400n);
  header(1, 3, 4, 0x200n, 0x200n, 0x10n);
  header(2, 4, 4, 0x300n, 0x300n, 0x40n);
  bytes.set(new TextEncoder().encode('/lib/ld.so\0'), 0x200);
  const note = (at: number, type: number, owner: string, value: readonly number[]): void => {
    view.setUint32(at, owner.length + 1, true);
    view.setUint32(at + 4, value.length, true);
    view.setUint32(at + 8, type, true);
    bytes.set(new TextEncoder().encode(owner), at + 12);
    bytes.set(value, at + 16);
  };
  note(0x300, 3, 'GNU', [0xde, 0xad, 0xbe, 0xef]);
  note(0x314, 4, 'Go', [0x61, 0x62]);
  return bytes;
}

describe('the header of an ELF file', () => {
  test('gives program headers, interpreter and build ids', () => {
    expect(readElfImage(sourceOf(sample()))).toMatchObject({
      class: 64,
      type: 3,
      machine: 62,
      entry: 0x1040,
      interpreter: '/lib/ld.so',
      buildId: 'deadbeef',
      goBuildId: 'ab',
      headers: [{ type: 1, flags: 5, virtualAddress: 0x1000, fileSize: 0x400 }, { type: 3 }, { type: 4 }],
    });
  });

  test.each([
    ['.gopclntab', ['go']],
    ['.debug-ghc-link-info', ['haskell']],
    ['.text', undefined],
  ])('tells by a section called %s which toolchain made it', (name, marks) => {
    const bytes = sample();
    const view = new DataView(bytes.buffer);
    const names = new TextEncoder().encode(`\0${name}\0`);
    view.setBigUint64(40, 0x300n, true);
    [64, 1, 0].forEach((value, index) => {
      view.setUint16(58 + 2 * index, value, true);
    });
    view.setBigUint64(0x300 + 24, 0x380n, true);
    view.setBigUint64(0x300 + 32, BigInt(names.length), true);
    bytes.set(names, 0x380);
    expect(readElfImage(sourceOf(bytes))?.marks).toEqual(marks);
  });

  test('of the running program is read with a few small reads, never the whole file', () => {
    const bytes = readFileSync(process.execPath);
    let total = 0;
    const image = readElfImage({
      size: bytes.length,
      read: (offset, length) => {
        total += length;
        return bytes.subarray(offset, offset + length);
      },
    });
    expect(image?.headers.some(({ type }) => type === 1)).toBe(true);
    expect(total).toBeLessThan(100_000);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('#!/bin/sh\n'.repeat(20))],
    ['only the magic', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46)],
    ['a header cut off', sample().subarray(0, 100)],
  ])('is not found in %s', (_what, bytes) => {
    expect(readElfImage(sourceOf(bytes))).toBeUndefined();
  });

  test('never throws, whatever the bytes are', () => {
    const magic = [0x7f, 0x45, 0x4c, 0x46];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 0, max: 3 }), (tail, order) => {
        readElfImage(sourceOf(Uint8Array.from([...magic, 1 + (order & 1), 1 + (order >> 1), ...tail])));
      }),
    );
  });

  test('never throws when a good file is damaged anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(0x3ff), fc.nat(255)), { maxLength: 12 }),
        fc.nat(0x400),
        (damage, length) => {
          const bytes = sample();
          for (const [at, value] of damage) bytes[at] = value;
          readElfImage(sourceOf(bytes.subarray(0, length)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
