import { expect, test } from 'vitest';
import { pageStateBits } from '@contract/pages.ts';
import { stackPages } from '@main/inspect/threads/stackPages.ts';

const { present, swapped, guard } = pageStateBits;

test('the deepest page follows without a hole from the top', () => {
  expect(stackPages(Uint8Array.of(0, 0, swapped, present, present))).toEqual({ present: 2, deepest: 2, beyond: 0 });
});
test('what lies below a hole is counted apart', () => {
  expect(stackPages(Uint8Array.of(present, 0, present, present))).toEqual({ present: 3, deepest: 2, beyond: 1 });
});
test('holes above the stack pointer are no end', () => {
  expect(stackPages(Uint8Array.of(0, present, present, 0, present), 2)).toEqual({ present: 3, deepest: 1, beyond: 0 });
});
test('a guard is no page in use, although the kernel marks it as swapped', () => {
  expect(stackPages(Uint8Array.of(guard | swapped, present))).toEqual({ present: 1, deepest: 1, beyond: 0 });
});
test('an untouched stack has no deepest page', () => {
  expect(stackPages(new Uint8Array(4))).toEqual({ present: 0, beyond: 0 });
});
