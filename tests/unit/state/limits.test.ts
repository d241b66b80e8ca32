/** The limits of a process in words: what is left, what is unlimited, and what is not told. */
import type { CgroupMemory } from '@contract/capture.ts';
import { asBytes } from '@contract/units.ts';
import { dangerOf, limitedOf } from '@read/danger.ts';
import { leftOf, limitLines, limitName } from '@renderer/state/limits.ts';
import { expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

const capture = sample();
const within = (cgroup: CgroupMemory | undefined, limits: typeof capture.process.limits = []) => ({
  ...capture,
  process: { ...capture.process, limits, ...(cgroup ? { cgroup } : {}) },
});
const told = (of: typeof capture): readonly string[] => limitLines(of).map(({ name, text }) => `${name}: ${text}`);
const mebibytes = (count: number) => asBytes(count * 2 ** 20);

it('a cgroup that is nearly used up is told like a stack that is', () => {
  const limits = [{ path: '/system.slice', limit: mebibytes(100), used: mebibytes(97) }];
  const nearlyFull = within({ version: 2, path: '/system.slice/a.service', limits });
  const [worst] = limitedOf(nearlyFull);
  expect(worst && dangerOf(worst.room)).toBe('last');
  expect(worst && limitName(nearlyFull, worst)).toBe('Memory of the cgroup /system.slice (memory.max)');
  expect(worst && leftOf(worst)).toBe('3 MiB of 100 MiB');
  expect(told(nearlyFull)).toContain('Memory of the cgroup /system.slice (memory.max): 3 MiB of 100 MiB left');
});

it('what sets no limit is said to be unlimited', () => {
  const free = within({ version: 1, path: '/docker/1f', limits: [] }, [
    { name: 'Max address space', unit: 'bytes' },
    { name: 'Max data size', soft: 4096, unit: 'bytes' },
  ]);
  expect(told(free)).toContain('Memory of its cgroup: unlimited (memory.limit_in_bytes)');
  expect(told(free)).toContain('Address space (ulimit -v): unlimited');
  expect(told(free).join('\n')).not.toContain('Data (ulimit -d): unlimited');
});

it('what cannot be told says why', () => {
  for (const [untold, why] of [
    ['outside', /not known: it lies outside the cgroup namespace/],
    ['unmounted', /not known: the tree of memory cgroups is not mounted/],
    ['refused', /not known: a file of the cgroup may not be read/],
  ] as const) {
    expect(told(within({ version: 2, path: '/../a', limits: [], untold })).join('\n')).toMatch(why);
  }
  const entry = { file: '/proc/1/cgroup', status: 'refused', why: 'The kernel refuses.' } as const;
  const refused = { ...within(undefined), access: [{ ...entry, bytes: asBytes(0), cost: 0 as never }] };
  expect(told(refused)).toContain('Memory of its cgroup: not known: The kernel refuses.');
});
