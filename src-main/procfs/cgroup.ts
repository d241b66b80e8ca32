/**
 * `/proc/PID/cgroup`, and what the memory controller allows the groups of a process: memory.max of version 2
 * (Documentation/admin-guide/cgroup-v2.rst), memory.limit_in_bytes of version 1 (cgroup-v1/memory.rst). A group may use no
 * more than any of those around it, so each of them counts.
 */
import { readFileSync } from 'node:fs';
import type { CgroupLimit, CgroupMemory } from '../contract/capture.ts';
import { asBytes } from '../contract/units.ts';
import { parseMountinfo, type MountEntry } from './mountinfo.ts';
import type { ProcReader } from './reader.ts';
import { decodeText } from './text.ts';

/** One line: `0::/user.slice`, `4:memory:/docker/1f2e`. */
interface CgroupEntry {
  /** 0 for version 2. */
  readonly hierarchy: number;
  readonly controllers: readonly string[];
  /** As we see it: a group outside our own namespace begins with `/..`. */
  readonly path: string;
}

/** Parses the file; strange lines are passed over. */
export const parseCgroup = (bytes: Uint8Array): CgroupEntry[] =>
  decodeText(bytes)
    .split('\n')
    .flatMap((line) => {
      const [, hierarchy = '', controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
      return path === ''
        ? []
        : [{ hierarchy: Number(hierarchy), controllers: controllers.split(',').filter((one) => one !== ''), path }];
    });

/** The files of one version, and the mount that holds them. */
const versions = {
  1: {
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    droppable: 'total_inactive_file',
    holds: ({ type, options }: MountEntry) => type === 'cgroup' && options.includes('memory'),
  },
  2: {
    limit: 'memory.max',
    usage: 'memory.current',
    droppable: 'inactive_file',
    holds: ({ type }: MountEntry) => type === 'cgroup2',
  },
} as const;

/** Version 1 says "no limit" by the largest multiple of a page, which is larger with smaller pages (mm/page_counter.c). */
const unlimited = 2 ** 62;

/**
 * The limits of the groups that a process is in, the innermost first. Mounts are those that we see ourselves, and are asked for
 * anew in each call; undefined where the file tells of no group that counts memory.
 */
export function readCgroupMemory(reader: ProcReader, file: Uint8Array): CgroupMemory | undefined {
  const entries = parseCgroup(file);
  const first = entries.find(({ controllers }) => controllers.includes('memory'));
  const entry = first ?? entries.find(({ hierarchy }) => hierarchy === 0);
  if (!entry) return undefined;
  const { path } = entry;
  const version = first ? 1 : 2;
  if (/^\/\.\.(?:\/|$)/.test(path)) return { version, path, limits: [], untold: 'outside' };
  const mountinfo = reader.read('self/mountinfo');
  const mount = mountinfo.status === 'read' ? parseMountinfo(mountinfo.value).find(versions[version].holds) : undefined;
  // Only a part of the tree may be mounted: what a container sees without a namespace of its own.
  const within = mount && (mount.root === '/' ? path : path === mount.root ? '/' : below(path, mount.root));
  if (!mount || within === undefined) return { version, path, limits: [], untold: 'unmounted' };
  const limits: CgroupLimit[] = [];
  let refused = false;
  for (const group of groupsAround(within)) {
    const outcome = limitOf(`${mount.mountPoint}${group === '/' ? '' : group}`, version);
    if (outcome === 'refused') refused = true;
    else if (outcome) limits.push({ path: group, ...outcome });
  }
  return { version, path, limits, ...(refused ? { untold: 'refused' } : {}) };
}

const below = (path: string, root: string): string | undefined =>
  path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;

/** `/a/b`, `/a`, `/`. */
function* groupsAround(path: string): Generator<string> {
  for (let group = path; group !== '/' && group !== ''; group = group.slice(0, group.lastIndexOf('/'))) yield group;
  yield '/';
}

/** What one group allows; undefined where it sets no limit, and at the root of the tree, which has no such file. */
function limitOf(folder: string, version: 1 | 2): Omit<CgroupLimit, 'path'> | 'refused' | undefined {
  const { limit, usage, droppable } = versions[version];
  const most = textOf(`${folder}/${limit}`);
  if (most === 'refused') return 'refused';
  const bytes = Number(most);
  if (most === undefined || !Number.isFinite(bytes) || bytes >= unlimited) return undefined;
  const used = Number(textOf(`${folder}/${usage}`));
  if (!Number.isFinite(used)) return 'refused';
  // Pages of files that nobody used lately are dropped before anybody is killed: they take no room.
  const stat = textOf(`${folder}/memory.stat`) ?? '';
  const spare = Number(new RegExp(`^${droppable} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  return { limit: asBytes(bytes), used: asBytes(Math.max(0, used - spare)) };
}

/** A small file of the kernel's; undefined where there is none. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENODEV' ? undefined : 'refused';
  }
}
