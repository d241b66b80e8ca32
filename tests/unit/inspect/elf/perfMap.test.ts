import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionsOf } from '@main/inspect/elf/perfMap.ts';

const told = (text: string): string[] =>
  functionsOf(text).map(({ start, end, name }) => `${start.toString(16)}-${end.toString(16)} ${name}`);

describe('a map for perf', () => {
  test('has hexadecimal starts and sizes, with and without 0x, and names with blanks', () => {
    expect(told('7f12a000 40 LazyCompile:~add /srv/a b.js:1:2\n0x7F12B000 0x10 void A::run()\r\n')).toEqual([
      '7f12a000-7f12a040 LazyCompile:~add /srv/a b.js:1:2',
      '7f12b000-7f12b010 void A::run()',
    ]);
  });

  test('is sorted; later lines hold where code was written over', () => {
    expect(told('3000 10 c\n1000 100 old\n1080 10 inside\n1000 20 new\n')).toEqual([
      '1000-1020 new',
      '1080-1090 inside',
      '3000-3010 c',
    ]);
  });

  test('passes over what is no line of it', () => {
    expect(told('\nname only\n1000 zz x\n1000 0 empty\nffffffffffffffff 10 beyond\n2000 4 good\n')).toEqual([
      '2000-2004 good',
    ]);
  });

  test('never overlaps, whatever it holds, and its last line is always there', () => {
    const line = fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const text = lines.map(([start, size], at) => `${start.toString(16)} ${size.toString(16)} f${at}`).join('\n');
        const found = functionsOf(text);
        for (const [at, { start }] of found.entries()) expect(start).toBeGreaterThanOrEqual(found[at - 1]?.end ?? 0);
        expect(found.map(({ name }) => name)).toContain(`f${lines.length - 1}`);
      }),
    );
  });
});
