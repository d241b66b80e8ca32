import { expect, test } from 'vitest';
import { asPid, asTid } from '@contract/units.ts';
import { bracketLabel } from '@main/classify/bracketLabel.ts';

const pid = asPid(4711);

test.each([
  ['stack', '', '[ stack ]'],
  ['heap', '[heap]', '[ heap ]'],
  ['arena', '', '[ heap:4711 ]'],
  ['guard', '', '[ stackguard ]'],
  ['tls', '', '[ tls ]'],
  ['sysv-shm', '/SYSV00000000 (deleted)', '[ shmem ]'],
  ['memfd', '/memfd:frame $& buffer (deleted)', '[ memfd:frame $& buffer ]'],
  ['text', '/lib/libc.so.6', '/lib/libc.so.6'],
  ['data', '', '[ anon ]'],
  ['anon', '', '[ anon ]'],
] as const)('%s named %j is %s', (kind, name, label) => {
  expect(bracketLabel(kind, { name, pid })).toBe(label);
});

test('a thread stack names its thread, or none when it is unknown', () => {
  expect(bracketLabel('thread-stack', { name: '', pid, tid: asTid(4712) })).toBe('[ stack:4712 ]');
  expect(bracketLabel('thread-stack', { name: '', pid })).toBe('[ stack ]');
});
