/**
 * What weakens the protection of memory, as far as the rows of a capture tell it: permissions and kinds. Whether a
 * file was replaced or lacks RELRO only the file itself can tell; that is looked up on the main side.
 */
import { permissionBits, type Capture, type RegionIndex } from './capture.ts';
import type { SecurityFinding } from './elfInside.ts';
import { certainties, kindEntry, kindIds, type KindId } from './kinds.ts';
import { mappingName, permissionText, regionDetail } from './rows.ts';
import { asPageNumber } from './units.ts';

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
  const id = idOf(perms, kind, name.startsWith('/'));
  if (!id) return undefined;
  const runtime = kind === 'jit-code' ? (regionDetail(regions, row)?.runtime ?? 'a just-in-time compiler') : undefined;
  const certainty = certainties[regions.certainty[row] ?? 0];
  return {
    id,
    severity: runtime === undefined ? 'alarm' : 'expected',
    title: runtime === undefined ? titles[id] : `${titles[id]}: code of ${runtime}`,
    start: asPageNumber(regions.start[row] ?? 0),
    end: asPageNumber(regions.end[row] ?? 0),
    evidence: [
      `The kernel prints ${permissionText(perms)} for it${name === '' ? ' and no file' : ` and the name ${name}`}.`,
      ...(runtime === undefined
        ? [`It is ${certainty === 'guess' ? 'probably ' : ''}${kindEntry(kind).name.toLowerCase()}.`]
        : [`${runtime} writes machine code while the program runs, and needs such memory for it.`]),
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
    if (finding) found.push(finding);
  }
  return found;
}
