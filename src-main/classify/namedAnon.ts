/**
 * Anonymous memory that the program named itself with prctl(PR_SET_VMA_ANON_NAME): `[anon:NAME]`, at most 79
 * printable characters. A name is a claim by the program; the known ones are written by C libraries and runtimes.
 */
import type { KindId } from '../contract/kinds.ts';
import { asTid } from '../contract/units.ts';
import { fact, label, phrase, type Label } from '../contract/verdict.ts';
import type { Claims, Verdict } from './claims.ts';
import type { Space } from './space.ts';

interface KnownName {
  readonly pattern: RegExp;
  readonly kind: KindId;
  readonly label: Label;
  /** Who writes this name; the same in every language, or a term of its own. */
  readonly author: string;
  readonly runtime?: string;
}

/** A name that a runtime writes over memory of its own; `author` where others know its writer by another name. */
const runtimeName = (pattern: RegExp, kind: KindId, part: string, runtime: string, author = runtime): KnownName => ({
  pattern,
  kind,
  label: label('runtime-part', { part }),
  author,
  runtime,
});

/** First match wins. A group named `tid` is the thread's id. */
const knownNames: readonly KnownName[] = [
  {
    pattern: /^ glibc: pthread (user )?stack: (?<tid>\d+)$/,
    kind: 'thread-stack',
    label: label('thread-stack'),
    author: 'glibc',
  },
  { pattern: /^ glibc: unused stack$/, kind: 'thread-stack', label: label('cached-stack'), author: 'glibc' },
  { pattern: /^ glibc: malloc arena$/, kind: 'arena', label: label('arena'), author: 'glibc', runtime: 'glibc' },
  {
    pattern: /^ glibc: malloc$/,
    kind: 'malloc-block',
    label: label('large-malloc-block'),
    author: 'glibc',
    runtime: 'glibc',
  },
  runtimeName(/^ Go: .*(reserv|hint)/i, 'reserve', 'go-heap-reserved', 'Go', 'go'),
  runtimeName(/^ Go: /, 'runtime-heap', 'go-runtime', 'Go', 'go'),
  runtimeName(/^partition_alloc/, 'runtime-heap', 'partition-heap', 'PartitionAlloc', 'Chromium'),
  runtimeName(/^v8/, 'runtime-heap', 'v8-memory', 'V8'),
  runtimeName(/^Ruby:.*jit/i, 'jit-code', 'ruby-code', 'Ruby'),
  runtimeName(/^Ruby:/, 'runtime-heap', 'ruby-heap', 'Ruby'),
  runtimeName(/^jemalloc_pg/, 'runtime-heap', 'jemalloc-heap', 'jemalloc'),
  runtimeName(/^zend_alloc/, 'runtime-heap', 'php-heap', 'PHP'),
  runtimeName(/^cpython:/, 'runtime-heap', 'cpython-heap', 'CPython'),
  runtimeName(/^(libc_malloc|scudo:)/, 'runtime-heap', 'android-heap', 'bionic'),
  { pattern: /^stack_and_tls:(?<tid>\d+)$/, kind: 'thread-stack', label: label('thread-stack'), author: 'bionic' },
  { pattern: /^(thread stack guard|stack guard)/, kind: 'guard', label: label('stack-guard'), author: 'bionic' },
  { pattern: /^(bionic TLS|thread signal stack) guard$/, kind: 'guard', label: label('guard'), author: 'bionic' },
  { pattern: /^thread signal stack(?! guard)/, kind: 'signal-stack', label: label('signal-stack'), author: 'bionic' },
  { pattern: /^bionic TLS(?! guard)/, kind: 'tls', label: label('tls'), author: 'bionic' },
  runtimeName(/^dalvik-.*(jit|code).*cache/i, 'jit-code', 'art-code', 'ART'),
  runtimeName(/^dalvik-/, 'runtime-heap', 'art-memory', 'ART'),
  { pattern: /^\.bss$/, kind: 'bss', label: label('zeroed-data'), author: 'android-loader' },
];

/** Kinds that need access; an inaccessible piece under the same name is only reserved. */
function effectiveKind(kind: KindId, inaccessible: boolean): KindId {
  if (!inaccessible || kind === 'guard') return kind;
  return kind === 'arena' ? 'arena-reserve' : kind === 'thread-stack' ? 'guard' : 'reserve';
}

function verdictFor(space: Space, claims: Claims, row: number, kernelName: string): Verdict {
  const own = kernelName.slice('[anon:'.length, -1);
  const inaccessible = space.isInaccessible(row);
  const claim = fact('program-named', { name: kernelName });
  for (const { pattern, kind, label: usual, author, runtime } of knownNames) {
    const match = pattern.exec(own);
    // What may be read or written guards nothing, whatever it is called.
    if (!match || (kind === 'guard' && !inaccessible)) continue;
    const tid = match.groups?.tid === undefined ? undefined : asTid(Number(match.groups.tid));
    const stack = tid === undefined ? undefined : phrase('thread-stack-of', { thread: tid });
    const detail = {
      ...(tid === undefined ? {} : { thread: { tid } }),
      ...(runtime === undefined ? {} : { runtime }),
      ...(stack !== undefined && inaccessible ? { guards: stack } : {}),
    };
    return {
      kind: effectiveKind(kind, inaccessible),
      // That it has the name is certain; that its usual author wrote it is not.
      certainty: 'strong',
      label:
        tid === undefined || stack === undefined
          ? usual
          : inaccessible
            ? label('guard-of', { what: stack })
            : label('thread-stack-of', { thread: tid }),
      facts: [claim, fact('name-author', { author })],
      ...(tid === undefined
        ? {}
        : {
            object: claims.object({
              kind: 'thread',
              label: label('thread', { thread: tid }),
              key: `thread:${tid}`,
              tid,
            }),
          }),
      ...(Object.keys(detail).length > 0 ? { detail } : {}),
    };
  }
  return { kind: 'named-anon', certainty: 'exact', label: label('name', { name: own }), facts: [claim] };
}

/** Claims every `[anon:NAME]` and `[anon_shmem:NAME]`. */
export function claimNamedAnonymous(space: Space, claims: Claims): void {
  for (const row of space.bracketed) {
    const name = space.name(row);
    if (name.startsWith('[anon:') && name.endsWith(']')) claims.claim(row, verdictFor(space, claims, row, name));
    else if (name.startsWith('[anon_shmem:') && name.endsWith(']')) {
      const own = name.slice('[anon_shmem:'.length, -1);
      claims.claim(row, {
        kind: 'shared-anon',
        certainty: 'exact',
        label: label('name', { name: own }),
        facts: [fact('shmem-named', { name })],
        object: claims.object({
          kind: 'shared-memory',
          label: label('name', { name: own }),
          key: `shm:${space.fileIdentity(row)}`,
        }),
      });
    }
  }
}
