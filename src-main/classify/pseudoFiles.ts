/**
 * Mappings of things that look like files but are not on a disk: shared memory, memfds, kernel rings, devices. The
 * kernel keeps them on internal mounts whose major number is 0 and always adds " (deleted)" to their names.
 */
import type { KindId } from '../contract/kinds.ts';
import type { ObjectKind } from '../contract/capture.ts';
import type { Claims, InternedVerdict, Verdict } from './claims.ts';
import { noFile } from './fileRows.ts';
import { vmFlag, type Space } from './space.ts';
import { baseName } from './wording.ts';

const deletedSuffix = ' (deleted)';

interface Finding {
  readonly kind: KindId;
  readonly label: string;
  readonly evidence: readonly string[];
  readonly object: ObjectKind;
}

const quoted = (name: string): string => `“${name}”`;

/** Objects on the kernel's internal mounts; asked only for rows whose device has major number 0. */
function internalObject(name: string, plain: string, executable: boolean): Finding | undefined {
  const because = `The kernel prints ${quoted(name)}`;
  const systemV = /^\/SYSV([0-9a-f]{8})$/.exec(plain);
  if (systemV) {
    const key = systemV[1] ?? '';
    const owner = key === '00000000' ? 'private (IPC_PRIVATE)' : `key 0x${key}`;
    return {
      kind: 'sysv-shm',
      label: `System V segment, ${owner}`,
      evidence: [`${because}: System V shared memory, ${owner}. Its inode number is the segment’s id (shmid).`],
      object: 'shared-memory',
    };
  }
  if (plain.startsWith('/memfd:')) {
    const own = plain.slice('/memfd:'.length);
    const label = own === '' ? 'memfd without a name' : `memfd ${own}`;
    return executable
      ? {
          kind: 'jit-code',
          label,
          evidence: [
            `${because}: a file that exists only in memory.`,
            'It is executable, so machine code was put into it at run time.',
          ],
          object: 'shared-memory',
        }
      : { kind: 'memfd', label, evidence: [`${because}: a file that exists only in memory.`], object: 'shared-memory' };
  }
  if (plain === '/dev/zero' && name !== plain) {
    return {
      kind: 'shared-anon',
      label: 'Shared anonymous memory',
      evidence: [`${because} on the kernel’s shared memory mount: memory without a file, mapped MAP_SHARED.`],
      object: 'shared-memory',
    };
  }
  if (plain === '/anon_hugepage') {
    return {
      kind: 'hugetlb',
      label: 'Huge pages',
      evidence: [`${because}: anonymous huge pages.`],
      object: 'allocation',
    };
  }
  if (plain === '/[aio]') {
    return { kind: 'aio-ring', label: 'AIO ring', evidence: [`${because}: the ring of Linux AIO.`], object: 'kernel' };
  }
  if (plain === '/secretmem') {
    return {
      kind: 'secret-mem',
      label: 'Secret memory',
      evidence: [`${because}: memfd_secret.`],
      object: 'allocation',
    };
  }
  if (/^\/(dmabuf:|drm mm object|i915)/.test(plain)) {
    return { kind: 'device', label: plain.slice(1), evidence: [`${because}: a graphics buffer.`], object: 'device' };
  }
  return undefined;
}

/** Names that are no path: `anon_inode:[io_uring]`, `socket:[4711]`. */
function kernelObject(name: string): Finding | undefined {
  const evidence = [`The kernel prints ${quoted(name)}.`];
  if (name === 'anon_inode:[io_uring]') return { kind: 'io-uring', label: 'io_uring ring', evidence, object: 'kernel' };
  if (name === 'anon_inode:[perf_event]')
    return { kind: 'perf-ring', label: 'perf ring buffer', evidence, object: 'kernel' };
  return /^[a-z][a-z0-9_]*:/.test(name)
    ? { kind: 'kernel-object', label: name.replace(/^anon_inode:/, ''), evidence, object: 'kernel' }
    : undefined;
}

/** Paths whose place decides: /dev/shm, devices, PCI resources, hugetlbfs. */
function placedFile(space: Space, row: number, name: string, plain: string): Finding | undefined {
  if ((space.flags(row) & vmFlag.ht) !== 0) {
    return {
      kind: 'hugetlb',
      label: baseName(plain),
      evidence: [
        'VmFlags has ht: its pages are huge pages from the hugetlb pool.',
        `The kernel prints ${quoted(name)}.`,
      ],
      object: 'file',
    };
  }
  const { mappings, mounts } = space.input;
  const mount = mounts.find(({ major, minor }) => major === mappings.major[row] && minor === mappings.minor[row]);
  if (mount?.type === 'hugetlbfs') {
    return {
      kind: 'hugetlb',
      label: baseName(plain),
      evidence: [`Its device is the hugetlbfs mounted on ${mount.mountPoint}.`],
      object: 'file',
    };
  }
  if (plain.startsWith('/dev/shm/')) {
    const semaphore = /^\/dev\/shm\/sem\.(.+)$/.exec(plain);
    return {
      kind: 'posix-shm',
      label: semaphore ? `Named semaphore ${semaphore[1] ?? ''}` : plain.slice('/dev/shm'.length),
      evidence: [
        'Its path is in /dev/shm, where POSIX shared memory lives.',
        ...(mount ? [`Its device is the ${mount.type} mounted on ${mount.mountPoint}.`] : []),
        ...(plain === name ? [] : ['“(deleted)” means shm_unlink was called; those who have it mapped keep using it.']),
      ],
      object: 'shared-memory',
    };
  }
  if (plain === '/dev/zero') {
    return {
      kind: 'anon',
      label: 'Private memory from /dev/zero',
      evidence: ['A private mapping of /dev/zero is ordinary zeroed memory, the old way to ask for it.'],
      object: 'allocation',
    };
  }
  if (/^\/dev\/(?!hugepages\/|mqueue\/)/.test(plain) || /^\/sys\/.*\/resource\d/.test(plain)) {
    return { kind: 'device', label: plain, evidence: [`Its path is that of a device: ${plain}.`], object: 'device' };
  }
  return undefined;
}

function finding(space: Space, row: number): Finding | undefined {
  const name = space.name(row);
  const plain = name.endsWith(deletedSuffix) ? name.slice(0, -deletedSuffix.length) : name;
  if (!name.startsWith('/')) return name.startsWith('[') ? undefined : kernelObject(name);
  const internal =
    space.input.mappings.major[row] === 0 ? internalObject(name, plain, space.isExecutable(row)) : undefined;
  if (internal && internal.kind !== 'hugetlb' && (space.flags(row) & vmFlag.ht) !== 0) {
    const pages = 'VmFlags has ht: its pages are huge pages from the hugetlb pool.';
    return { ...internal, evidence: [...internal.evidence, pages] };
  }
  return internal ?? placedFile(space, row, name, plain);
}

function verdictOf(space: Space, claims: Claims, row: number, found: Finding): Verdict {
  const repeated = found.object === 'kernel' ? found.label : `${found.label}@${space.fileIdentity(row)}`;
  return {
    kind: found.kind,
    certainty: 'exact',
    label: found.label,
    evidence: found.evidence,
    object: claims.object({
      kind: found.object,
      label: found.label,
      key: `${found.object}:${repeated}`,
      ...(space.name(row).startsWith('/') ? { path: space.name(row) } : {}),
    }),
  };
}

/** Claims every mapping of shared memory, a kernel object or a device. Rows that look alike share one verdict. */
export function claimPseudoFiles(space: Space, claims: Claims): void {
  const verdicts = new Map<number, InternedVerdict | null>();
  for (const row of space.named) {
    if (!claims.isOpen(row)) continue;
    // Everything a finding depends on beside the file: huge pages, executable.
    const huge = (space.flags(row) & vmFlag.ht) !== 0 ? 2 : 0;
    const key = (space.files[row] ?? noFile) * 4 + huge + (space.isExecutable(row) ? 1 : 0);
    let verdict = verdicts.get(key);
    if (verdict === undefined) {
      const found = finding(space, row);
      verdict = found ? claims.intern(verdictOf(space, claims, row, found)) : null;
      verdicts.set(key, verdict);
    }
    if (verdict) claims.claim(row, verdict);
  }
}
