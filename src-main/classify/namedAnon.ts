/**
 * Anonymous memory that the program named itself with prctl(PR_SET_VMA_ANON_NAME): `[anon:NAME]`, at most 79
 * printable characters. A name is a claim by the program; the known ones are written by C libraries and runtimes.
 */
import type { KindId } from '../contract/kinds.ts';
import { asTid } from '../contract/units.ts';
import type { Claims, Verdict } from './claims.ts';
import type { Space } from './space.ts';
import { threadText } from './wording.ts';

interface KnownName {
  readonly pattern: RegExp;
  readonly kind: KindId;
  readonly label: string;
  /** Who writes this name. */
  readonly author: string;
  readonly runtime?: string;
}

/** First match wins. A group named `tid` is the thread's id. */
const knownNames: readonly KnownName[] = [
  {
    pattern: /^ glibc: pthread (user )?stack: (?<tid>\d+)$/,
    kind: 'thread-stack',
    label: 'Thread stack',
    author: 'glibc',
  },
  {
    pattern: /^ glibc: unused stack$/,
    kind: 'thread-stack',
    label: 'Cached stack of a finished thread',
    author: 'glibc',
  },
  { pattern: /^ glibc: malloc arena$/, kind: 'arena', label: 'malloc arena', author: 'glibc', runtime: 'glibc' },
  { pattern: /^ glibc: malloc$/, kind: 'malloc-block', label: 'Large malloc block', author: 'glibc', runtime: 'glibc' },
  {
    pattern: /^ Go: .*(reserv|hint)/i,
    kind: 'reserve',
    label: 'Reserved for the Go heap',
    author: 'the Go runtime',
    runtime: 'Go',
  },
  { pattern: /^ Go: /, kind: 'runtime-heap', label: 'Go runtime', author: 'the Go runtime', runtime: 'Go' },
  {
    pattern: /^partition_alloc/,
    kind: 'runtime-heap',
    label: 'PartitionAlloc heap',
    author: 'Chromium',
    runtime: 'PartitionAlloc',
  },
  { pattern: /^v8/, kind: 'runtime-heap', label: 'V8 memory', author: 'V8', runtime: 'V8' },
  { pattern: /^Ruby:.*jit/i, kind: 'jit-code', label: 'Ruby generated code', author: 'Ruby', runtime: 'Ruby' },
  { pattern: /^Ruby:/, kind: 'runtime-heap', label: 'Ruby heap', author: 'Ruby', runtime: 'Ruby' },
  { pattern: /^jemalloc_pg/, kind: 'runtime-heap', label: 'jemalloc heap', author: 'jemalloc', runtime: 'jemalloc' },
  { pattern: /^zend_alloc/, kind: 'runtime-heap', label: 'PHP heap', author: 'PHP', runtime: 'PHP' },
  { pattern: /^cpython:/, kind: 'runtime-heap', label: 'CPython heap', author: 'CPython', runtime: 'CPython' },
  {
    pattern: /^(libc_malloc|scudo:)/,
    kind: 'runtime-heap',
    label: 'Android malloc heap',
    author: 'bionic',
    runtime: 'bionic',
  },
  { pattern: /^stack_and_tls:(?<tid>\d+)$/, kind: 'thread-stack', label: 'Thread stack', author: 'bionic' },
  { pattern: /^thread signal stack/, kind: 'signal-stack', label: 'Signal stack', author: 'bionic' },
  { pattern: /^(thread stack guard|stack guard)/, kind: 'guard', label: 'Stack guard', author: 'bionic' },
  { pattern: /^bionic TLS/, kind: 'tls', label: 'Thread-local storage', author: 'bionic' },
  {
    pattern: /^dalvik-.*(jit|code).*cache/i,
    kind: 'jit-code',
    label: 'ART generated code',
    author: 'ART',
    runtime: 'ART',
  },
  { pattern: /^dalvik-/, kind: 'runtime-heap', label: 'ART memory', author: 'ART', runtime: 'ART' },
  { pattern: /^\.bss$/, kind: 'bss', label: 'Zeroed data', author: 'the Android loader' },
];

/** Kinds that need access; an inaccessible piece under the same name is only reserved. */
function effectiveKind(kind: KindId, inaccessible: boolean): KindId {
  if (!inaccessible || kind === 'guard') return kind;
  return kind === 'arena' ? 'arena-reserve' : kind === 'thread-stack' ? 'guard' : 'reserve';
}

function verdictFor(space: Space, claims: Claims, row: number, kernelName: string): Verdict {
  const own = kernelName.slice('[anon:'.length, -1);
  const inaccessible = space.isInaccessible(row);
  const claim = `The program named it ${kernelName}; a name is a claim, not a proof.`;
  for (const { pattern, kind, label, author, runtime } of knownNames) {
    const match = pattern.exec(own);
    if (!match) continue;
    const tid = match.groups?.tid === undefined ? undefined : asTid(Number(match.groups.tid));
    const thread = space.input.process.threads.find((one) => one.tid === tid);
    const owner = tid === undefined ? undefined : threadText(tid, thread?.name);
    const detail = {
      ...(tid === undefined ? {} : { thread: { tid, ...(thread ? { name: thread.name } : {}) } }),
      ...(runtime === undefined ? {} : { runtime }),
      ...(owner !== undefined && inaccessible ? { guards: `the stack of ${owner}` } : {}),
    };
    return {
      kind: effectiveKind(kind, inaccessible),
      certainty: 'exact',
      label: owner === undefined ? label : `${inaccessible ? 'Guard of the stack' : 'Stack'} of ${owner}`,
      evidence: [claim, `This name is written by ${author}.`],
      ...(tid === undefined || owner === undefined
        ? {}
        : { object: claims.object({ kind: 'thread', label: owner, key: `thread:${tid}`, tid }) }),
      ...(Object.keys(detail).length > 0 ? { detail } : {}),
    };
  }
  return { kind: 'named-anon', certainty: 'exact', label: own, evidence: [claim] };
}

/** Claims every `[anon:NAME]` and `[anon_shmem:NAME]`. */
export function claimNamedAnonymous(space: Space, claims: Claims): void {
  for (const row of space.named) {
    const name = space.name(row);
    if (name.startsWith('[anon:') && name.endsWith(']')) claims.claim(row, verdictFor(space, claims, row, name));
    else if (name.startsWith('[anon_shmem:') && name.endsWith(']')) {
      const own = name.slice('[anon_shmem:'.length, -1);
      claims.claim(row, {
        kind: 'shared-anon',
        certainty: 'exact',
        label: own,
        evidence: [`The kernel prints ${name}: shared anonymous memory that the program named (Linux 6.2).`],
        object: claims.object({ kind: 'shared-memory', label: own, key: `shm:${space.fileIdentity(row)}` }),
      });
    }
  }
}
