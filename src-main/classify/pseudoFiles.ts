/**
 * Mappings of things that look like files but are not on a disk: shared memory, memfds, kernel rings, devices. The
 * kernel keeps them on internal mounts whose major number is 0 and always adds " (deleted)" to their names.
 */
import type { Certainty, KindId } from '../contract/kinds.ts';
import type { ObjectKind } from '../contract/capture.ts';
import { fact, formKey, label, type Fact, type Label } from '../contract/verdict.ts';
import type { Claims, InternedVerdict, Verdict } from './claims.ts';
import { noFile } from './fileRows.ts';
import { vmFlag, type Space } from './space.ts';

const deletedSuffix = ' (deleted)';

interface Finding {
  readonly kind: KindId;
  readonly label: Label;
  readonly facts: readonly Fact[];
  readonly object: ObjectKind;
  /** Missing stands for `exact`. */
  readonly certainty?: Certainty;
}

/** Objects on the kernel's internal mounts; asked only for rows whose device has major number 0. */
function internalObject(name: string, plain: string, executable: boolean): Finding | undefined {
  const systemV = /^\/SYSV([0-9a-f]{8})$/.exec(plain);
  if (systemV) {
    const key = systemV[1] ?? '';
    const open = key === '00000000';
    return {
      kind: 'sysv-shm',
      label: open ? label('sysv-private') : label('sysv-key', { key }),
      facts: [open ? fact('sysv-private', { name }) : fact('sysv-key', { name, key })],
      object: 'shared-memory',
    };
  }
  if (plain.startsWith('/memfd:')) {
    const own = plain.slice('/memfd:'.length);
    const called = own === '' ? label('memfd-unnamed') : label('memfd', { name: own });
    const facts = [fact('memfd', { name })];
    return executable
      ? { kind: 'jit-code', label: called, facts: [...facts, fact('memfd-executable')], object: 'shared-memory' }
      : { kind: 'memfd', label: called, facts, object: 'shared-memory' };
  }
  if (plain === '/dev/zero' && name !== plain) {
    return {
      kind: 'shared-anon',
      label: label('shared-anonymous'),
      facts: [fact('zero-shared', { name })],
      object: 'shared-memory',
    };
  }
  if (plain === '/anon_hugepage') {
    return {
      kind: 'hugetlb',
      label: label('huge-pages'),
      facts: [fact('huge-anonymous', { name })],
      object: 'allocation',
    };
  }
  if (plain === '/[aio]') {
    return { kind: 'aio-ring', label: label('aio-ring'), facts: [fact('aio-ring', { name })], object: 'kernel' };
  }
  if (plain === '/secretmem') {
    return {
      kind: 'secret-mem',
      label: label('secret-memory'),
      facts: [fact('secret-memory', { name })],
      object: 'allocation',
    };
  }
  if (/^\/(dmabuf:|drm mm object|i915)/.test(plain)) {
    return {
      kind: 'device',
      label: label('name', { name: plain.slice(1) }),
      facts: [fact('graphics-buffer', { name })],
      object: 'device',
    };
  }
  return undefined;
}

/** Names that are no path: `anon_inode:[io_uring]`, `socket:[4711]`. */
function kernelObject(name: string): Finding | undefined {
  const facts = [fact('printed', { name })];
  if (name === 'anon_inode:[io_uring]') return { kind: 'io-uring', label: label('io-uring'), facts, object: 'kernel' };
  if (name === 'anon_inode:[perf_event]')
    return { kind: 'perf-ring', label: label('perf-ring'), facts, object: 'kernel' };
  return /^[a-z][a-z0-9_]*:/.test(name)
    ? {
        kind: 'kernel-object',
        label: label('name', { name: name.replace(/^anon_inode:/, '') }),
        facts,
        object: 'kernel',
      }
    : undefined;
}

/** Paths whose place decides: /dev/shm, devices, PCI resources, hugetlbfs. */
function placedFile(space: Space, row: number, name: string, plain: string): Finding | undefined {
  if ((space.flags(row) & vmFlag.ht) !== 0) {
    return {
      kind: 'hugetlb',
      label: label('file', { path: plain }),
      facts: [fact('huge-flag'), fact('printed', { name })],
      object: 'file',
    };
  }
  const { mappings } = space.input;
  const mounts = space.mounts();
  const mount = mounts.find(({ major, minor }) => major === mappings.major[row] && minor === mappings.minor[row]);
  if (mount?.type === 'hugetlbfs') {
    return {
      kind: 'hugetlb',
      label: label('file', { path: plain }),
      facts: [fact('huge-mount', { path: mount.mountPoint })],
      object: 'file',
    };
  }
  if (plain.startsWith('/dev/shm/')) {
    const semaphore = /^\/dev\/shm\/sem\.(.+)$/.exec(plain);
    return {
      kind: 'posix-shm',
      label: semaphore
        ? label('semaphore', { name: semaphore[1] ?? '' })
        : label('name', { name: plain.slice('/dev/shm'.length) }),
      facts: [
        fact('dev-shm'),
        ...(mount ? [fact('mounted-on', { type: mount.type, path: mount.mountPoint })] : []),
        ...(plain === name ? [] : [fact('shm-unlinked')]),
      ],
      object: 'shared-memory',
    };
  }
  if (plain === '/dev/zero') {
    return {
      kind: 'anon',
      label: label('private-zero'),
      facts: [fact('private-dev-zero')],
      object: 'allocation',
    };
  }
  if (/^\/sys\/.*\/resource\d/.test(plain)) {
    return {
      kind: 'device',
      label: label('path', { path: plain }),
      facts: [fact('device-path', { path: plain })],
      object: 'device',
    };
  }
  return plain.startsWith('/dev/') ? belowDev(space.flags(row), plain) : undefined;
}

/** Flags that only a driver's own mmap gives a mapping; what may be set from outside (dd) is not among them. */
const driverFlags = vmFlag.io | vmFlag.pf | vmFlag.mm | vmFlag.de;

/**
 * Ordinary files that systems put below /dev: Android's properties and log tags, message queues, what a Kubernetes pod says
 * at its end, and hidden folders, as container managers keep them.
 */
const ordinaryBelowDev = /^\/dev\/(?:(?:__properties__|mqueue|\.[^/]+)\/|(?:event-log-tags|termination-log)$)/;

/**
 * A path below /dev proves no device: ordinary files, huge pages and Android's shared memory lie there too. What a
 * driver maps has flags of its own (include/linux/mm.h: VM_IO, VM_PFNMAP, VM_MIXEDMAP, VM_DONTEXPAND); a mapping without
 * them is left to the rules for files. Where flags are not told, the path is all there is to guess by.
 */
function belowDev(flags: number, path: string): Finding | undefined {
  const place = (kind: KindId, own: Fact, object: ObjectKind, certainty: Certainty): Finding => ({
    kind,
    label: label('path', { path }),
    facts: [own],
    object,
    certainty,
  });
  if (flags & driverFlags) return place('device', fact('driver-flags', { path }), 'device', 'exact');
  if (path.startsWith('/dev/ashmem')) {
    return place('shared-anon', fact('android-shared', { path }), 'shared-memory', 'strong');
  }
  if (/^\/dev\/hugepages[^/]*\//.test(path)) return place('hugetlb', fact('huge-place', { path }), 'file', 'strong');
  if (flags & vmFlag.known || ordinaryBelowDev.test(path)) return undefined;
  return place('device', fact('device-path', { path }), 'device', 'guess');
}

function finding(space: Space, row: number): Finding | undefined {
  const name = space.name(row);
  const plain = name.endsWith(deletedSuffix) ? name.slice(0, -deletedSuffix.length) : name;
  if (!name.startsWith('/')) return name.startsWith('[') ? undefined : kernelObject(name);
  const internal =
    space.input.mappings.major[row] === 0 ? internalObject(name, plain, space.isExecutable(row)) : undefined;
  if (internal && internal.kind !== 'hugetlb' && (space.flags(row) & vmFlag.ht) !== 0) {
    return { ...internal, facts: [...internal.facts, fact('huge-flag')] };
  }
  return internal ?? placedFile(space, row, name, plain);
}

function verdictOf(space: Space, claims: Claims, row: number, found: Finding): Verdict {
  const called = formKey(found.label);
  const repeated = found.object === 'kernel' ? called : `${called}@${space.fileIdentity(row)}`;
  return {
    kind: found.kind,
    certainty: found.certainty ?? 'exact',
    label: found.label,
    facts: found.facts,
    object: claims.object({
      kind: found.object,
      label: found.label,
      key: `${found.object}:${repeated}`,
      ...(space.name(row).startsWith('/') ? { path: space.name(row) } : {}),
    }),
  };
}

/** Claims every mapping of shared memory, a kernel object or a device. Rows that look alike share one verdict. */
export function claimPseudoFiles(space: Space, claims: Claims, copies: ReadonlyMap<number, number>): void {
  const verdicts = new Map<number, InternedVerdict | null>();
  for (const row of space.named) {
    if (!claims.isOpen(row)) continue;
    // Everything a finding depends on beside the file: huge pages, what drivers set, whether flags are told, executable.
    const flags = space.flags(row);
    const told = (flags & vmFlag.ht ? 2 : 0) + (flags & driverFlags ? 4 : 0) + (flags & vmFlag.known ? 8 : 0);
    const key = (space.files[row] ?? noFile) * 16 + told + (space.isExecutable(row) ? 1 : 0);
    let verdict = verdicts.get(key);
    if (verdict === undefined) {
      const found = finding(space, row);
      const most = copies.get(space.files[row] ?? noFile);
      const facts =
        found && most !== undefined ? [...found.facts, fact('multi-mapped', { copies: most })] : found?.facts;
      verdict = found && facts ? claims.intern(verdictOf(space, claims, row, { ...found, facts })) : null;
      verdicts.set(key, verdict);
    }
    if (verdict) claims.claimInterned(row, verdict);
  }
}
