import { label } from '@contract/verdict.ts';
import { allocatorInstead, otherAllocator } from '@read/allocators.ts';
import { expect, it } from 'vitest';
import { syntheticCapture } from '../state/syntheticCapture.ts';

const withLibrary = (path: string) =>
  syntheticCapture(
    [
      {
        start: '1000',
        end: '2000',
        perms: 'r-xp',
        name: path,
        regions: [{ start: '1000', end: '2000', kind: 'text', object: 0 }],
      },
    ],
    { objects: [{ kind: 'module', label: label('module', { path }), key: `module:${path}`, path }] },
  );

it.each([
  ['/usr/lib/libasan.so.8.0.0', 'AddressSanitizer'],
  ['/usr/lib/libjemalloc.so.2', 'jemalloc'],
  ['/usr/lib/libc.so.6', undefined],
])('%s', (path, name) => {
  expect(otherAllocator(withLibrary(path))?.name).toBe(name);
  expect(allocatorInstead(withLibrary(path))?.name).toBe(name);
});

it('a runtime hands out memory where there is no heap of glibc, and takes no heap from glibc where there is one', () => {
  const regions = [{ start: '1000', end: '2000', kind: 'runtime-heap', detail: { runtime: 'Go' } }] as const;
  const go = syntheticCapture([{ start: '1000', end: '2000', perms: 'rw-p', regions }]);
  expect(allocatorInstead(go)).toEqual({ name: 'the Go runtime', evidence: 'The memory belongs to the Go runtime.' });
  expect(otherAllocator(go)).toBeUndefined();
});
