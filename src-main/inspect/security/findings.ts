import { mappedFileFacts } from '../../capture/fileFacts.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import type { SecurityFinding } from '../../contract/elfInside.ts';
import { rowFindings } from '../../read/rowFindings.ts';
import { mappingName } from '../../contract/rows.ts';
import { asPageNumber } from '../../contract/units.ts';
import { copiedPages } from '../elf/dirtyReasons.ts';
import { headerFacts } from '../elf/hardening.ts';
import { loadedFile, moduleRows, type LoadedFile } from '../elf/modules.ts';
import { codeSpans } from '../elf/placed.ts';
import type { InspectTarget, Look } from '../target.ts';

/** What rows, mapped files and pages tell about how well memory is protected, in the order of addresses. */
export const securityFindings: Look<'security.findings'> = function* (target) {
  const ofRows = rowFindings(target.capture);
  const found: SecurityFinding[] = [];
  /** Why stacks are executable: files that ask for it. */
  const askers: string[] = [];
  const modules = moduleRows(target);
  for (const [done, row] of modules.entries()) {
    yield done / modules.length;
    found.push(...identityFindings(target, row));
    const loaded = loadedFile(target, row);
    if (!loaded) continue;
    found.push(...hardeningFindings(target, row, loaded));
    const stack = headerFacts(loaded.file).find(({ id }) => id === 'nx-stack');
    if (stack?.good === false) askers.push(`${loaded.label} asks for it: ${stack.evidence}.`);
    found.push(...(yield* modifiedText(target, loaded)));
  }
  for (const finding of ofRows) {
    const asked = finding.id === 'executable-stack' ? askers : [];
    found.push({ ...finding, evidence: [...finding.evidence, ...asked] });
  }
  return { ok: true, value: found.sort((a, b) => a.start - b.start) };
};

/** First and last page of a mapping. */
const spanOf = ({ capture: { mappings } }: InspectTarget, row: MappingIndex) => ({
  start: asPageNumber(mappings.start[row] ?? 0),
  end: asPageNumber(mappings.end[row] ?? 0),
});

function identityFindings(target: InspectTarget, row: MappingIndex): readonly SecurityFinding[] {
  const { capture, context, source } = target;
  const facts = mappedFileFacts(source, capture.mappings, row, context.images);
  const identity = facts.ok ? facts.value.identity : 'unknown';
  if (identity !== 'deleted' && identity !== 'replaced') return [];
  const name = mappingName(capture.mappings, row).replace(/ \(deleted\)$/, '');
  return [
    {
      id: identity === 'deleted' ? 'file-deleted' : 'file-replaced',
      severity: 'notice',
      title: identity === 'deleted' ? `${name} was deleted` : `${name} was replaced`,
      ...spanOf(target, row),
      evidence: [
        identity === 'deleted'
          ? 'The mapped inode has no name any more.'
          : 'The path leads to another inode than the one that is mapped.',
      ],
      why: 'The process still runs the old code: an update reaches it only when it is started again.',
    },
  ];
}

/** Only what a file lacks; what it has is in its own list. */
function hardeningFindings(
  target: InspectTarget,
  row: MappingIndex,
  { file, label }: LoadedFile,
): readonly SecurityFinding[] {
  return headerFacts(file).flatMap((fact): SecurityFinding[] => {
    if (fact.good !== false || (fact.id !== 'relro' && fact.id !== 'pie')) return [];
    return [
      {
        id: fact.id === 'relro' ? 'no-relro' : 'no-pie',
        severity: 'notice',
        title: `${label}: ${fact.finding}`,
        ...spanOf(target, row),
        evidence: [`In its headers: ${fact.evidence}.`],
        why: fact.why,
      },
    ];
  });
}

/** Pages of code that are copies of the process's own: somebody wrote to them after loading. */
function* modifiedText(
  target: InspectTarget,
  { rows, label, file: { image }, bias }: LoadedFile,
): Generator<number, readonly SecurityFinding[]> {
  const code = codeSpans(image, bias);
  const copied = yield* copiedPages(target, rows, code);
  const [first] = copied ?? [];
  if (!copied || first === undefined) return [];
  return [
    {
      id: 'text-modified',
      severity: 'alarm',
      title: `Code of ${label} was changed in memory`,
      start: asPageNumber(first),
      end: asPageNumber((copied.at(-1) ?? first) + 1),
      evidence: [`${copied.length} of its code pages are private copies, no longer those of the file.`],
      why: 'Somebody wrote to the code after loading: a debugger’s breakpoint, a hot patch, or an attack.',
    },
  ];
}
