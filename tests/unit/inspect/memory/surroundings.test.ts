import { surroundings } from '@main/inspect/memory/surroundings.ts';
import { expect, test } from 'vitest';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['one two three', 4, 3, 'one two three'],
  ['before\0one two\0after', 11, 3, 'one two'],
  ['two at the beginning\0', 0, 3, 'two at the beginning'],
  ['a\0\0two', 3, 3, 'two'],
  ['\tone\ntwo\x7f', 5, 3, '.one.two.'],
  ['größer', 2, 3, 'größer'],
])('around a hit in %j', (text, at, length, expected) => {
  expect(surroundings(bytes(text), at, length)).toBe(expected);
});

test('goes no further than a line has room for, and shows no half letters', () => {
  const far = surroundings(bytes(`${'x'.repeat(500)}hit${'y'.repeat(500)}`), 500, 3);
  expect(far).toContain('xhity');
  expect(far.length).toBeLessThan(120);
  expect(surroundings(bytes(`${'ö'.repeat(20)}hit`).subarray(1), 39, 3)).toBe(`${'ö'.repeat(12)}hit`);
  expect(surroundings(Uint8Array.of(0xb6, 0x68, 0x69), 1, 2)).toBe('.hi');
});
