/** Memory limits of cgroups of either version, from trees of files that look like the kernel's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseCgroup, readCgroupMemory } from '@main/procfs/cgroup.ts';
import { openProc } from '@main/procfs/reader.ts';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/programs.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const mebibyte = 1 << 20;
let trees = 0;

/** A root of kernel files whose memory cgroups are mounted beside it. */
function tree(type: string, options: string, files: Readonly<Record<string, string>>, root = '/') {
  const folder = temporaryFolder(`tree-${trees++}`);
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('proc/self/mountinfo', `41 31 0:38 ${root} ${folder}/cgroup rw,relatime - ${type} ${type} ${options}\n`);
  for (const [path, text] of Object.entries(files)) put(`cgroup/${path}`, text);
  return openProc(join(folder, 'proc'));
}

const version2 = {
  'cgroup.procs': '',
  'system.slice/memory.max': `${64 * mebibyte}\n`,
  'system.slice/memory.current': `${63 * mebibyte}\n`,
  'system.slice/memory.stat': `anon 1\ninactive_file ${13 * mebibyte}\nactive_file 5\n`,
  'system.slice/a.service/memory.max': 'max\n',
  'system.slice/a.service/memory.current': '5\n',
};

describe('the cgroups of a process', () => {
  it('are read line by line, with the path as it is', () => {
    expect(parseCgroup(bytes('9:name=systemd:/\n4:cpu,memory:/a:b\n0::/x\nstrange\n'))).toEqual([
      { hierarchy: 9, controllers: ['name=systemd'], path: '/' },
      { hierarchy: 4, controllers: ['cpu', 'memory'], path: '/a:b' },
      { hierarchy: 0, controllers: [], path: '/x' },
    ]);
    expect(readCgroupMemory(tree('cgroup2', 'rw', {}), bytes('3:cpuset:/\n'))).toBeUndefined();
  });

  it('of version 2 are bounded by the groups around them; file pages that can be dropped count for nothing', () => {
    const reader = tree('cgroup2', 'rw', version2);
    expect(readCgroupMemory(reader, bytes('0::/system.slice/a.service\n'))).toEqual({
      version: 2,
      path: '/system.slice/a.service',
      limits: [{ path: '/system.slice', limit: 64 * mebibyte, used: 50 * mebibyte }],
    });
  });

  it('have no limit where memory.max is “max”, and at the root, which has no such file', () => {
    const reader = tree('cgroup2', 'rw', { 'b/memory.max': 'max\n', 'b/memory.current': '1\n' });
    expect(readCgroupMemory(reader, bytes('0::/b\n'))).toEqual({ version: 2, path: '/b', limits: [] });
    expect(readCgroupMemory(reader, bytes('0::/\n'))).toEqual({ version: 2, path: '/', limits: [] });
  });

  it('of version 1 have their own files, and a huge number for no limit', () => {
    const reader = tree('cgroup', 'rw,memory', {
      'memory.limit_in_bytes': '9223372036854771712\n',
      'docker/memory.limit_in_bytes': `${mebibyte}\n`,
      'docker/memory.usage_in_bytes': '4096\n',
      'docker/memory.stat': 'inactive_file 1\ntotal_inactive_file 96\n',
    });
    expect(readCgroupMemory(reader, bytes('4:memory:/docker\n0::/\n'))).toEqual({
      version: 1,
      path: '/docker',
      limits: [{ path: '/docker', limit: mebibyte, used: 4000 }],
    });
  });

  it('are found where a container sees only its own part of the tree', () => {
    const reader = tree('cgroup2', 'rw', { 'memory.max': '4096\n', 'memory.current': '0\n' }, '/docker/1f');
    expect(readCgroupMemory(reader, bytes('0::/docker/1f\n'))?.limits).toEqual([{ path: '/', limit: 4096, used: 0 }]);
    expect(readCgroupMemory(reader, bytes('0::/other\n'))).toMatchObject({ limits: [], untold: 'unmounted' });
  });

  it('outside our namespace, without a mount, and with a file that cannot be read are not told', () => {
    expect(readCgroupMemory(tree('cgroup2', 'rw', version2), bytes('0::/../a\n'))).toMatchObject({ untold: 'outside' });
    expect(readCgroupMemory(tree('tmpfs', 'rw', {}), bytes('0::/a\n'))).toMatchObject({ untold: 'unmounted' });
    // A folder in its place: read(2) answers EISDIR, whoever asks.
    const broken = tree('cgroup2', 'rw', { 'a/memory.max/x': '' });
    expect(readCgroupMemory(broken, bytes('0::/a\n'))).toEqual({
      version: 2,
      path: '/a',
      limits: [],
      untold: 'refused',
    });
  });
});
