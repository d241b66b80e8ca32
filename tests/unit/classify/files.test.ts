import { describe, expect, test } from 'vitest';
import { classify } from '@main/classify/classify.ts';
import { inputOf, regionAt, toldOf } from '../../support/maps.ts';

const kindOf = (line: string): string | undefined => toldOf({ text: line })[0]?.split(' ').slice(2).join(' ');

describe('pseudo-files', () => {
  test.each([
    ['rw-s 00000000 00:1b 12                         /dev/shm/buffer', 'posix-shm exact'],
    ['rw-s 00000000 00:1b 12                         /dev/shm/buffer (deleted)', 'posix-shm exact'],
    ['rw-s 00000000 00:01 65549                      /SYSV00000000 (deleted)', 'sysv-shm exact'],
    ['rw-s 00000000 00:01 533                        /memfd:line1\\012 (deleted) (deleted)', 'memfd exact'],
    ['r-xs 00000000 00:01 533                        /memfd:doublemapper (deleted)', 'jit-code exact'],
    ['rw-s 00000000 00:01 7                          /dev/zero (deleted)', 'shared-anon exact'],
    ['rw-p 00000000 00:06 4                          /dev/zero', 'anon exact'],
    ['rw-p 00000000 00:11 9                          /anon_hugepage (deleted)', 'hugetlb exact'],
    ['rw-s 00000000 00:13 9                          /[aio] (deleted)', 'aio-ring exact'],
    ['rw-s 10000000 00:10 9                          anon_inode:[io_uring]', 'io-uring exact'],
    ['rw-s 00000000 00:10 9                          anon_inode:[perf_event]', 'perf-ring exact'],
    ['rw-s 00000000 00:10 9                          anon_inode:bpf-map', 'kernel-object exact'],
    ['rw-s 00000000 00:08 9                          socket:[4711]', 'kernel-object exact'],
    ['rw-s 00000000 00:0e 9                          /secretmem (deleted)', 'secret-mem exact'],
    ['rw-s 00000000 00:06 9                          /dev/dri/renderD128', 'device guess'],
    ['rw-s 00000000 00:04 9                          /dev/ashmem/dalvik-main space (deleted)', 'shared-anon strong'],
    ['r--s 00000000 00:13 9                          /dev/__properties__/u:object_r:x:s0', 'file exact'],
    ['rw-s 00000000 00:0e 9                          /dev/hugepages-1048576kB/rte', 'hugetlb strong'],
    ['rw-s 00000000 fe:01 9                          /dev/termination-log', 'file exact'],
    ['rw-s 00000000 fe:01 9                          /dev/termination-log (deleted)', 'file exact'],
    ['rw-s 00000000 fe:01 9                          /dev/termination-log-0', 'device guess'],
    ['r--s 00000000 00:2d 9                          /dev/.lxc/proc/meminfo', 'file exact'],
    ['r--s 00000000 00:13 9                          /dev/event-log-tags', 'file exact'],
    ['rw-s 00000000 00:05 9                          /dev/binderfs/binder', 'device guess'],
    ['rw-s 00000000 fe:00 9                          /srv/data.bin', 'file exact'],
  ])('%s is %s', (rest, kind) => {
    expect(kindOf(`7f0000000000-7f0000001000 ${rest}`)).toBe(kind);
  });

  test.each([
    ['rd wr sh mr mw me ms pf io de dd sd', 'device exact'],
    ['rd wr sh mr mw me ms de dd', 'device exact'],
    ['rd wr sh mr mw me ms sd', 'file exact'],
    ['rd wr sh mr mw me ms dd sd', 'file exact'],
  ])('what lies below /dev is told by the flags %s: %s', (flags, kind) => {
    const text = `7f0000000000-7f0000001000 rw-s 00000000 00:06 9 /dev/something\nSize: 4 kB\nVmFlags: ${flags}`;
    expect(toldOf({ text })).toEqual([`7f0000000000 4K ${kind}`]);
  });

  test.each([
    ['anon_inode:[io_uring]', 'io_uring ring'],
    ['anon_inode:bpf-map', 'bpf-map'],
    ['socket:[4711]', 'socket:[4711]'],
  ])('%s is called %s', (name, called) => {
    const result = classify(inputOf({ text: `7f0000000000-7f0000001000 rw-s 00000000 00:10 9 ${name}` }));
    expect(regionAt(result, '7f0000000000').label).toBe(called);
  });

  test('a real file with the name of a System V segment is a file', () => {
    expect(kindOf('7f0000000000-7f0000001000 rw-s 00000000 fe:00 9 /SYSV00000000')).toBe('file exact');
  });

  test('a file on a hugetlbfs mount is told by its device', () => {
    const mounts = [{ major: 0, minor: 0x2a, mountPoint: '/mnt/huge', type: 'hugetlbfs' }];
    const text = '7f0000000000-7f0000200000 rw-s 00000000 00:2a 9 /mnt/huge/pool';
    expect(toldOf({ text, mounts })).toEqual(['7f0000000000 2048K hugetlb exact']);
  });

  test('mappings of one memfd are one object, of two memfds two', () => {
    const result = classify(
      inputOf({
        text: `
          40000000000-40000001000 rw-s 00000000 00:01 8                          /memfd:java_heap (deleted)
          80000000000-80000001000 rw-s 00000000 00:01 8                          /memfd:java_heap (deleted)
          90000000000-90000001000 rw-s 00000000 00:01 9                          /memfd:java_heap (deleted)`,
      }),
    );
    const objects = ['40000000000', '80000000000', '90000000000'].map((at) => regionAt(result, at).object);
    expect(objects[0]).toBe(objects[1]);
    expect(objects[2]).not.toBe(objects[1]);
  });
});

describe('names that the program gives', () => {
  test.each([
    ['[anon: glibc: malloc]', 'malloc-block strong'],
    ['[anon: glibc: unused stack]', 'thread-stack strong'],
    ['[anon: Go: heap]', 'runtime-heap strong'],
    ['[anon:partition_alloc]', 'runtime-heap strong'],
    ['[anon:stack_and_tls:4711]', 'thread-stack strong'],
    ['[anon:thread signal stack]', 'signal-stack strong'],
    ['[anon:bionic TLS]', 'tls strong'],
    // What guards cannot be touched; this can, whatever it is called.
    ['[anon:bionic TLS guard]', 'named-anon exact'],
    ['[anon:thread stack guard]', 'named-anon exact'],
    ['[anon:my buffers]', 'named-anon exact'],
    ['[anon_shmem:frames]', 'shared-anon exact'],
  ])('%s is %s', (name, kind) => {
    expect(kindOf(`7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ${name}`)).toBe(kind);
  });

  test.each([
    'bionic TLS guard',
    'thread signal stack guard',
    'thread stack guard',
    'stack guard',
    'stack_and_tls:4711',
  ])('inaccessible [anon:%s] is a guard', (name) => {
    expect(kindOf(`7f0000000000-7f0000001000 ---p 00000000 00:00 0 [anon:${name}]`)).toBe('guard strong');
  });

  test('a thread named in a name is found among the threads', () => {
    const text = '7f0000000000-7f0000800000 rw-p 00000000 00:00 0 [anon: glibc: pthread stack: 4712]';
    const result = classify(inputOf({ text, threads: [{ tid: 4711 }, { tid: 4712, name: 'worker' }] }));
    expect(regionAt(result, '7f0000000000')).toMatchObject({
      kind: 'thread-stack',
      label: 'Stack of thread 4712 (worker)',
      detail: { thread: { tid: 4712 } },
    });
  });
});
