import { readDynamic } from '@main/inspect/elf/dynamic.ts';
import type { ByteSource } from '@main/inspect/elf/fields.ts';
import { readElfHeader } from '@main/inspect/elf/header.ts';
import { readElfImage } from '@main/inspect/elf/image.ts';
import { readRelocations } from '@main/inspect/elf/relocations.ts';
import { readSections } from '@main/inspect/elf/sections.ts';
import { readImports, readRawSymbols, symbolTable } from '@main/inspect/elf/symbolTable.ts';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { finished } from '../../../support/finished.ts';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../support/programs.ts';

const program = new Uint8Array(readFileSync(compile('threads')));

/** Bytes as a file. */
function fileOf(bytes: Uint8Array): ByteSource & { read: ByteSource['read'] } {
  return { size: bytes.length, read: (offset, length) => bytes.slice(offset, Math.min(bytes.length, offset + length)) };
}

/** Everything there is to read; what it gives is not looked at. */
function readAll(source: ByteSource): { sections: number; symbols: number } | undefined {
  const header = readElfHeader(source);
  const image = readElfImage(source);
  if (!header) return undefined;
  const { sections } = readSections(source, header);
  const symbols = finished(symbolTable(readRawSymbols(source, header, sections)));
  for (let row = 0; row < Math.min(100, symbols.length); row++) symbols.nameOf(row);
  readRelocations(source, header, sections);
  readImports(source, header, sections);
  if (image) for (let tag = 0; tag < 40; tag++) readDynamic(source, header, image)?.strings(tag);
  return { sections: sections.length, symbols: symbols.length };
}

describe('a damaged or hostile file', () => {
  it('that is whole gives its sections and symbols', () => {
    expect(readAll(fileOf(program))).toMatchObject({ sections: expect.any(Number) as number });
    expect(readAll(fileOf(program))!.symbols).toBeGreaterThan(10);
  });

  it('of a gigabyte is never read whole', () => {
    let bytesRead = 0;
    const large: ByteSource = {
      size: 2 ** 30,
      read(offset, length) {
        const got = new Uint8Array(Math.max(0, Math.min(length, 2 ** 30 - offset)));
        bytesRead += got.length;
        got.set(program.subarray(offset, offset + got.length));
        return got;
      },
    };
    expect(readAll(large)!.symbols).toBeGreaterThan(10);
    // Names are read once for each of the forty dynamic tags that are asked for here.
    expect(bytesRead).toBeLessThan(4 * 2 ** 20);
  });

  it('cut short anywhere never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: program.length }), (length) => {
        readAll(fileOf(program.slice(0, length)));
      }),
      { numRuns: 200 },
    );
  });

  it('with any bytes of its headers changed never throws and never hangs', () => {
    const sectionHeaders = readElfHeader(fileOf(program))!.sections.offset;
    const place = fc.oneof(
      fc.integer({ min: 4, max: 63 }),
      fc.integer({ min: 64, max: 900 }),
      fc.integer({ min: sectionHeaders, max: program.length - 1 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = program.slice();
          for (const [at, value] of changes) bytes[at] = value;
          readAll(fileOf(bytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('whose sections all have one long name is read within bounds', () => {
    const count = 8000;
    const names = 64 + count * 64;
    const bytes = new Uint8Array(names + 4 * 2 ** 20).fill(65, names);
    const view = new DataView(bytes.buffer);
    bytes.set(program.subarray(0, 64));
    view.setBigUint64(40, 64n, true);
    view.setUint16(58, 64, true);
    view.setUint16(60, count, true);
    view.setUint16(62, 1, true);
    for (let index = 0; index < count; index++) view.setUint32(64 + index * 64, index, true);
    view.setUint32(64 + 64 + 4, 3, true);
    view.setBigUint64(64 + 64 + 24, BigInt(names), true);
    view.setBigUint64(64 + 64 + 32, BigInt(4 * 2 ** 20), true);
    const { sections } = readSections(fileOf(bytes), readElfHeader(fileOf(bytes))!);
    expect(sections).toHaveLength(count);
    expect(sections.reduce((letters, { name }) => letters + name.length, 0)).toBeLessThanOrEqual(count * 512);
  });

  it('without section headers says so', () => {
    const bytes = program.slice();
    bytes.fill(0, 40, 48);
    const header = readElfHeader(fileOf(bytes))!;
    expect(readSections(fileOf(bytes), header).notes.join(' ')).toContain('stripped');
  });

  it('whose sections lie beyond its end says so and reads nothing there', () => {
    const header = readElfHeader(fileOf(program))!;
    const beyond = { ...header, sections: { ...header.sections, offset: 2 ** 52 } };
    expect(readSections(fileOf(program), beyond)).toMatchObject({ sections: [] });
  });

  it('is no ELF file when its first bytes are not', () => {
    expect(readElfHeader(fileOf(new Uint8Array(100)))).toBeUndefined();
    expect(readElfHeader(fileOf(new Uint8Array()))).toBeUndefined();
  });
});

describe('a 32-bit big-endian file', () => {
  it('is read with its own widths and order', () => {
    const bytes = new Uint8Array(52 + 3 * 40 + 32);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1]);
    view.setUint16(16, 2);
    view.setUint16(18, 8);
    view.setUint32(32, 52); // e_shoff
    view.setUint16(46, 40); // e_shentsize
    view.setUint16(48, 3); // e_shnum
    view.setUint16(50, 2); // e_shstrndx
    const names = 52 + 3 * 40;
    bytes.set(new TextEncoder().encode('\0.text\0.names\0'), names);
    const section = (index: number, fields: readonly number[]): void => {
      fields.forEach((value, field) => {
        view.setUint32(52 + index * 40 + field * 4, value);
      });
    };
    section(1, [1, 1, 6, 0x10000, 0, 64]);
    section(2, [7, 3, 0, 0, names, 14]);
    const header = readElfHeader(fileOf(bytes))!;
    expect(header).toMatchObject({ wide: false, little: false, type: 2, machine: 8 });
    const { sections } = readSections(fileOf(bytes), header);
    expect(sections.map(({ name, address, size }) => `${name} ${address} ${size}`)).toEqual([
      ' 0 0',
      '.text 65536 64',
      '.names 0 14',
    ]);
  });
});
