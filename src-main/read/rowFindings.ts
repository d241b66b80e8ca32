/**
 * What weakens the protection of memory, as far as the rows of a capture tell it: permissions and kinds. Whether a
 * file was replaced or lacks RELRO only the file itself can tell; that is looked up on the main side.
 */
import { permissionBits, type Capture, type RegionIndex } from '../contract/capture.ts';
import type { SecurityFinding } from '../contract/elfInside.ts';
import { certainties, kindIds, kindIndex, type KindId } from '../contract/kinds.ts';
import { kindName } from '../words/kinds.ts';
import { mappingName, permissionText, regionDetail } from '../contract/rows.ts';
import { asPageNumber } from '../contract/units.ts';

const { write, execute } = permissionBits;

const reasons = {
  'writable-executable':
    'An attacker who can write there has a place to put code and run it; ordinary programs never need memory that is both.',
  'executable-stack': 'A buffer overflow on the stack can then run what it wrote, the oldest attack of all.',
  'executable-heap': 'Data that came from outside lies in the heap; if it can be executed, it can become code.',
  'anonymous-executable':
    'Code that no file accounts for: normal for just-in-time compilers, but also what injected code looks like.',
} as const;
type RowFindingId = keyof typeof reasons;

const titles: Readonly<Record<RowFindingId, string>> = {
  'writable-executable': 'Writable and executable',
  'executable-stack': 'Executable stack',
  'executable-heap': 'Executable heap',
  'anonymous-executable': 'Executable memory without a file',
};

const stackKinds: readonly KindId[] = ['stack', 'thread-stack', 'signal-stack'];
const heapKinds: readonly KindId[] = ['heap', 'arena', 'malloc-block'];
/** Memory that the kernel provides, and code that a compiler within the process is known to write. */
const kernelCode: readonly KindId[] = ['vdso', 'vsyscall'];

/** Names of memory that lies in no file of a file system, though the kernel prints a path. */
const pseudoFile = /^\/(memfd:|dev\/zero|SYSV|anon_hugepage|dev\/shm\/)/;
/** Memory that a runtime maps under a name of its own for the code it writes. */
const codeOfRuntimes: readonly (readonly [RegExp, string])[] = [
  [/^\/memfd:doublemapper/, '.NET'],
  [/^\/memfd:JITCode:/, 'JavaScriptCore'],
];
/** Libraries that write machine code while a program runs, by the base name of the file. */
const codeWriters =
  /^lib(pcre2?-?(8|16|32)?|pcre|luajit.*|ffi|gccjit|LLVM.*|lightning|orc-[\d.]+|tcc|javascriptcoregtk.*|mozjs.*|wasmtime|wasmer)[-.].*so/;

/** A loaded library that may have put code there; undefined when none is known to. */
function codeWriter({ objects }: Capture): string | undefined {
  const paths = objects.flatMap(({ kind, path }) => (kind === 'module' && path !== undefined ? [path] : []));
  return paths.map((path) => path.slice(path.lastIndexOf('/') + 1)).find((name) => codeWriters.test(name));
}

function idOf(perms: number, kind: KindId, hasFile: boolean): RowFindingId | undefined {
  if ((perms & execute) === 0 || kernelCode.includes(kind)) return undefined;
  if (stackKinds.includes(kind)) return 'executable-stack';
  if (heapKinds.includes(kind)) return 'executable-heap';
  if ((perms & write) !== 0) return 'writable-executable';
  return hasFile ? undefined : 'anonymous-executable';
}

/** The finding of one region, or undefined when its permissions and kind raise none. */
export function regionFinding(capture: Capture, row: RegionIndex): SecurityFinding | undefined {
  const { regions, mappings } = capture;
  const mapping = regions.mapping[row] ?? 0;
  const perms = mappings.perms[mapping] ?? 0;
  const kind = kindIds[regions.kind[row] ?? 0] ?? 'anon';
  const name = mappingName(mappings, mapping);
  const id = idOf(perms, kind, name.startsWith('/') && !pseudoFile.test(name));
  if (!id) return undefined;
  const certainty = certainties[regions.certainty[row] ?? 0];
  // That memory is without a file is a guess only where the source tells no files.
  if (id === 'anonymous-executable' && kind === 'anon' && certainty === 'guess') return undefined;
  const named = codeOfRuntimes.find(([pattern]) => pattern.test(name))?.[1];
  const runtime = kind === 'jit-code' ? (regionDetail(regions, row)?.runtime ?? named) : undefined;
  const library = kind === 'jit-code' && runtime === undefined ? codeWriter(capture) : undefined;
  return {
    id,
    // Whether it is the library's own code, or text as the file has it, cannot be told: worth a look, and no alarm.
    severity: runtime !== undefined ? 'expected' : library !== undefined || kind === 'text' ? 'notice' : 'alarm',
    title: runtime === undefined ? titles[id] : `${titles[id]}: code of ${runtime}`,
    start: asPageNumber(regions.start[row] ?? 0),
    end: asPageNumber(regions.end[row] ?? 0),
    evidence: [
      `The kernel prints ${permissionText(perms)} for it${name === '' ? ' and no file' : ` and the name ${name}`}.`,
      ...(runtime !== undefined
        ? [`${runtime} writes machine code while the program runs, and needs such memory for it.`]
        : library !== undefined
          ? [`${library} is loaded, which writes machine code while a program runs: probably this is its own.`]
          : kind === 'jit-code'
            ? ['No runtime or library that is known to write machine code is at work here.']
            : [`Its kind is ${certainty === 'guess' ? 'probably ' : ''}${kindName(kind).toLowerCase()}.`]),
    ],
    why: reasons[id],
  };
}

/** The findings of all regions, in the order of addresses. Regions whose permissions are not known raise none. */
export function rowFindings(capture: Capture): readonly SecurityFinding[] {
  const { source, regions } = capture;
  if (source?.unknown.includes('permissions')) return [];
  const unknown = new Set(source?.unknownPermissions);
  const found: SecurityFinding[] = [];
  for (let row = 0; row < regions.length; row++) {
    if (unknown.has(regions.mapping[row] ?? -1)) continue;
    const finding = regionFinding(capture, row);
    const last = found.at(-1);
    const isTls = regions.kind[row] === kindIndex.tls;
    const sameMapping = row > 0 && regions.mapping[row] === regions.mapping[row - 1];
    if (finding && isTls && sameMapping && last?.id === 'executable-stack' && last.end === finding.start) {
      // Thread-local storage at the top of an executable stack is no cause of its own.
      found[found.length - 1] = { ...last, end: finding.end };
    } else if (finding) found.push(finding);
  }
  return found;
}
