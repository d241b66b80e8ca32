/**
 * Why a kernel file could not be read, and what would allow it, in words. The rules are those of
 * ptrace_may_access (kernel/ptrace.c), the file modes in fs/proc/base.c, Yama and the hidepid mount option.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseMountinfo } from './mountinfo.ts';
import { asRoot, ownCommandAsRoot } from './remedies.ts';
import { parseStatus } from './status.ts';
import { openUsers } from './users.ts';

/** What decides about one refusal; gathered only once a read has failed. */
export interface RefusalFacts {
  /** The refused file, relative to the root: `4711/pagemap`. */
  readonly path: string;
  /** `EACCES` or `EPERM`. */
  readonly code: string;
  readonly ourUid: number;
  /** Our effective capabilities as a bit set. */
  readonly ourCapabilities: bigint;
  /** The process's effective user. */
  readonly processUid?: number;
  /** Owner of the process's files: root instead of its user when it is not dumpable. */
  readonly fileUid?: number;
  /** The process user's name, or its number. */
  readonly user?: string;
  /** kernel.yama.ptrace_scope; missing where there is no Yama. */
  readonly yamaScope?: number;
  /** The hidepid option that /proc is mounted with. */
  readonly hidepid?: string;
}

/** The explanation: one sentence, and one command or sentence. */
export interface Explanation {
  readonly why: string;
  readonly remedy: string;
}

/** include/uapi/linux/capability.h. */
const capability = { dacOverride: 1n << 1n, dacReadSearch: 1n << 2n, sysPtrace: 1n << 19n } as const;
/** Files of mode 0400 or 0600: the owner's alone, before any ptrace check. */
const ownerOnlyFiles = new Set([
  'pagemap',
  'auxv',
  'environ',
  'mem',
  'syscall',
  'personality',
  'stack',
  'map_files',
  'fd',
  'fdinfo',
]);
/** Files that need the right to attach, which Yama restricts; the others need only the right to read. */
const attachFiles = new Set(['mem', 'syscall', 'personality', 'stack']);

/** Explains a refusal (EACCES, EPERM). */
export function explainRefusal(facts: RefusalFacts): Explanation {
  const { path, ourUid, ourCapabilities: capabilities, processUid, fileUid, yamaScope } = facts;
  const [pid = '', ...rest] = path.split('/');
  const file = rest.at(-1) ?? '';
  const sudo = ownCommandAsRoot(pid);
  const has = (bits: bigint): boolean => (capabilities & bits) !== 0n;
  if (!/^\d+$/.test(pid)) {
    return { why: `The kernel refuses to let this user read /proc/${path}.`, remedy: ownCommandAsRoot('') };
  }
  const whose = `process ${pid}`;
  const own = processUid === ourUid;
  if (!own && facts.code === 'EPERM' && (facts.hidepid === '1' || facts.hidepid === 'noaccess')) {
    return {
      why: `/proc is mounted with hidepid=${facts.hidepid}, which closes ${whose} to every other user.`,
      remedy: sudo,
    };
  }
  if (ownerOnlyFiles.has(file) && fileUid !== ourUid && has(capability.sysPtrace)) {
    if (!has(capability.dacReadSearch | capability.dacOverride)) {
      return {
        why: `Procatlas has CAP_SYS_PTRACE, which opens maps and smaps of ${whose}, but ${file} may be opened only by its owner: that takes CAP_DAC_READ_SEARCH as well.`,
        remedy: sudo,
      };
    }
  }
  if (attachFiles.has(file) && yamaScope !== undefined && yamaScope > 0) {
    if (yamaScope >= 3) {
      return {
        why: `Yama's ptrace_scope is 3, so nobody may read ${file} of any process until the machine is restarted.`,
        remedy: 'Restart the machine with kernel.yama.ptrace_scope set to a lower value.',
      };
    }
    if (own && fileUid === ourUid) {
      return {
        why:
          yamaScope === 1
            ? `Yama's ptrace_scope is 1, so only a program that started ${whose} may read its ${file}.`
            : `Yama's ptrace_scope is 2, so only a program with CAP_SYS_PTRACE may read ${file} of ${whose}.`,
        remedy: asRoot('sysctl kernel.yama.ptrace_scope=0'),
      };
    }
  }
  if (ourUid === 0) {
    return {
      why: `Even root is refused ${file} of ${whose}: it lives in another user namespace, root lacks CAP_SYS_PTRACE here (as in most containers), or a security module forbids it.`,
      remedy: 'Run Procatlas on the host, outside the container, or give the container CAP_SYS_PTRACE.',
    };
  }
  if (processUid !== undefined && !own) {
    const user = facts.user ?? String(processUid);
    return {
      why: `Process ${pid} belongs to another user (${user}), whose ${file} only that user and root may read.`,
      remedy: sudo,
    };
  }
  if (fileUid !== undefined && fileUid !== ourUid) {
    return {
      why: `Process ${pid} protects itself from its own user: it is not dumpable, was started set-uid or with capabilities, or from a program file that may not be read.`,
      remedy: sudo,
    };
  }
  return {
    why: `The kernel refuses ${file} of ${whose} although it is ours: it runs with more capabilities or under a security module (SELinux, AppArmor, Landlock).`,
    remedy: sudo,
  };
}

/** Explains any failed system call on a kernel file: refused, or not there. */
export function explainFailure(
  root: string,
  path: string,
  error: NodeJS.ErrnoException & { code: string },
): ({ readonly status: 'refused' } & Explanation) | { readonly status: 'absent'; readonly why: string } {
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return { status: 'refused', ...explainRefusal(gatherFacts(root, path, error.code)) };
    case 'ENOENT':
    case 'ESRCH':
    case 'ENOTDIR':
      return { status: 'absent', why: explainAbsence(root, path, error.code) };
    case 'EMFILE':
    case 'ENFILE':
      return {
        status: 'refused',
        why: 'Too many files are open at once.',
        remedy: 'Stop some watches, or raise ulimit -n.',
      };
    default:
      return {
        status: 'refused',
        why: `Reading /proc/${path} failed with ${error.code}.`,
        remedy: 'Try again; if it fails again, the kernel cannot provide this file.',
      };
  }
}

/** Why a file is not there. */
function explainAbsence(root: string, path: string, code: string): string {
  const [pid = '', folder, tid] = path.split('/');
  const name = path.slice(pid.length + 1);
  if (!/^\d+$/.test(pid)) return `This kernel does not provide /proc/${path}.`;
  if (!existsSync(`${root}/${pid}`)) {
    const hidepid = readHidepid(root);
    return hidepid !== undefined && !['0', 'off', '1', 'noaccess'].includes(hidepid)
      ? `There is no process ${pid}, or /proc hides it from this user (it is mounted with hidepid=${hidepid}).`
      : `There is no process ${pid}: it has ended, or never was.`;
  }
  if (folder === 'task' && tid !== undefined && !existsSync(`${root}/${pid}/task/${tid}`)) {
    return `Thread ${tid} of process ${pid} has ended.`;
  }
  if (code === 'ESRCH') {
    return `Process ${pid} has no ${name} because it has no address space: it has just ended, is a zombie, or is a kernel thread.`;
  }
  if (name === 'numa_maps') {
    return `This kernel was built without CONFIG_NUMA, so it has no numa_maps, neither for process ${pid} nor for any other.`;
  }
  if (name === 'exe') return `Process ${pid} has no program file: it is a kernel thread or a zombie.`;
  return `This kernel does not provide ${name} for process ${pid}.`;
}

const users = openUsers();

function gatherFacts(root: string, path: string, code: string): RefusalFacts {
  const [pid = ''] = path.split('/');
  const processUid = parseStatus(tryRead(`${root}/${pid}/status`)).uid ?? ownerOf(`${root}/${pid}`);
  // Folders of mode 0555 keep the user as owner; files go to root when the process is not dumpable.
  const fileUid = ownerOf(`${root}/${pid}/maps`);
  const yama = Number.parseInt(new TextDecoder().decode(tryRead(`${root}/sys/kernel/yama/ptrace_scope`)), 10);
  const hidepid = readHidepid(root);
  return {
    path,
    code,
    ourUid: process.geteuid?.() ?? 0,
    ourCapabilities: parseStatus(tryRead(`${root}/self/status`)).capabilities,
    ...(processUid === undefined ? {} : { processUid, user: users.name(processUid) ?? String(processUid) }),
    ...(fileUid === undefined ? {} : { fileUid }),
    ...(Number.isNaN(yama) ? {} : { yamaScope: yama }),
    ...(hidepid === undefined ? {} : { hidepid }),
  };
}

/** The hidepid option of the mount that the root is; undefined when it has none. */
function readHidepid(root: string): string | undefined {
  const mount = parseMountinfo(tryRead(`${root}/self/mountinfo`)).findLast(
    (entry) => entry.type === 'proc' && entry.mountPoint === root,
  );
  return mount?.options.find((option) => option.startsWith('hidepid='))?.slice('hidepid='.length);
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** A file that helps to explain; its absence only makes the explanation less exact. */
function tryRead(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}
