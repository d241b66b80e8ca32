import { label } from '@contract/verdict.ts';
import { allocatorInstead, bytesHeldBy, otherAllocator } from '@read/allocators.ts';
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
  expect(allocatorInstead(go)).toMatchObject({
    name: 'the Go runtime',
    evidence: 'The memory belongs to the Go runtime.',
  });
  expect(otherAllocator(go)).toBeUndefined();
});

it('says of an allocator without records that can be checked how the program tells of its blocks, if it does', () => {
  const untoldOf = (path: string): string | undefined => allocatorInstead(withLibrary(path))?.untold;
  expect(untoldOf('/usr/lib/libjemalloc.so.2')).toContain('MALLOC_CONF=stats_print:true');
  expect(untoldOf('/usr/lib/libtcmalloc.so.4')).toContain('MALLOCSTATS=2');
  expect(untoldOf('/usr/lib/libmimalloc.so.2')).toContain('MIMALLOC_SHOW_STATS=1');
  expect(untoldOf('/usr/lib/libhoard.so')).toBe('Which of its blocks are in use and which are free is not told here.');
});

it('adds up what is labelled as an allocator’s, without reservations and the memory of others', () => {
  const of = (start: string, end: string, kind: 'runtime-heap' | 'reserve', runtime: string) =>
    ({ start, end, perms: 'rw-p', regions: [{ start, end, kind, detail: { runtime } }] }) as const;
  const capture = syntheticCapture([
    of('1000', '3000', 'runtime-heap', 'Go'),
    of('4000', '5000', 'runtime-heap', 'CPython'),
    of('6000', '9000', 'reserve', 'Go'),
    of('a000', 'b000', 'runtime-heap', 'Go'),
  ]);
  const go = allocatorInstead(capture);
  expect(go && bytesHeldBy(capture, go)).toBe(0x3000);
});
