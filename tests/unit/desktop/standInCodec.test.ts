/** The text that values cross by between the stand-in's program and page: whatever structured cloning carries, and no more. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../support/standInElectron/codec.ts';
import { passOver } from '../../support/standInElectron/page/passOver.ts';

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined),
      fc.uint8Array(),
      fc.float64Array(),
      fc.bigUint64Array(),
      fc.uint8Array().map(({ buffer }) => buffer),
    ),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('$')), tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value'))).map((entries) => new Map(entries)),
    fc.array(fc.string()).map((items) => new Set(items)),
  ),
})).value;

test('every value that can be cloned comes back as its clone', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(decode(encode(value))).toEqual(structuredClone(value));
    }),
  );
});

test('what cannot be cloned throws, as in Electron', () => {
  expect(() => encode({ run: () => undefined })).toThrow('could not be cloned');
  expect(() => encode([Symbol('x')])).toThrow('could not be cloned');
});

test('across the bridge views come without each other’s buffer, errors without their kind, and nothing too deep', () => {
  const buffer = new ArrayBuffer(8);
  const [first, second] = passOver([new Uint8Array(buffer, 0, 4), new Uint8Array(buffer, 4)]) as Uint8Array[];
  expect(first!.buffer).not.toBe(second!.buffer);
  expect(passOver(new RangeError('far'))).toEqual(new Error('far'));
  class Point {
    x = 1;
  }
  expect(Object.getPrototypeOf(passOver(new Point()))).toBe(Object.prototype);
  const deep: unknown = Array.from({ length: 1001 }).reduce<unknown>((inner) => [inner], 0);
  expect(() => passOver(deep)).toThrow('recursion depth');
});
