/** Why pages of a private file mapping are no longer those of the file: what was written there, and by whom. */
import { permissionBits, type MappingIndex } from '../../contract/capture.ts';
import type { DirtyReason, PlacedSection } from '../../contract/elfInside.ts';
import { pageStateBits } from '../../contract/pages.ts';
import { asPageNumber, pageBytes } from '../../contract/units.ts';
import { openPages, readRuns } from '../pages/readRuns.ts';
import type { InspectTarget } from '../target.ts';
import type { ElfImage } from './image.ts';
import { codeSpans } from './placed.ts';
import { countRelocations, type RawRelocations } from './relocations.ts';

const relocated = /^\.(data\.rel\.ro|got|got\.plt|dynamic|init_array|fini_array|preinit_array|ctors|dtors)/;
const { present, file } = pageStateBits;

/**
 * Pages of some rows that are copies of the process's own, in address order, `within` some spans if these are given;
 * undefined when they cannot be seen.
 */
export function* copiedPages(
  target: InspectTarget,
  rows: readonly MappingIndex[],
  within?: readonly { readonly start: number; readonly end: number }[],
): Generator<number, readonly number[] | undefined> {
  const { start, end, perms } = target.capture.mappings;
  const runs = rows
    .filter((row) => ((perms[row] ?? 0) & permissionBits.shared) === 0)
    .map((row) => ({ start: start[row] ?? 0, end: end[row] ?? 0 }))
    .filter((run) => !within || within.some((span) => run.start < span.end && run.end > span.start));
  const pagemap = openPages(target);
  if (!pagemap.ok) return undefined;
  const copied: number[] = [];
  try {
    const read = yield* readRuns(target, pagemap.value, runs, (first, states) => {
      states.forEach((state, index) => {
        const page = first + index;
        const wanted = !within || within.some((span) => page >= span.start && page < span.end);
        if (wanted && (state & (present | file)) === present) copied.push(page);
      });
    });
    return typeof read === 'number' ? copied : undefined;
  } finally {
    pagemap.value.close();
  }
}

/** The reasons, one for each section with copied pages in it, and one for copied pages of code. */
export function* dirtyReasons(
  target: InspectTarget,
  rows: readonly MappingIndex[],
  sections: readonly PlacedSection[],
  {
    image,
    bias,
    relocations,
  }: { readonly image: ElfImage; readonly bias: number; readonly relocations: RawRelocations | undefined },
): Generator<number, readonly DirtyReason[]> {
  const copied = yield* copiedPages(target, rows);
  if (!copied) return [];
  // What the file means to be code: a program may make its data executable, and that changes no code.
  const code = codeSpans(image, bias);
  const isCode = (page: number): boolean => code.some(({ start, end }) => page >= start && page < end);
  const reasons: DirtyReason[] = [];
  const patched = copied.filter(isCode);
  const [firstPatched] = patched;
  if (firstPatched !== undefined) {
    reasons.push({
      start: asPageNumber(firstPatched),
      end: asPageNumber((patched.at(-1) ?? firstPatched) + 1),
      pages: patched.length,
      reason: 'patched',
      text: 'code was written to: by a debugger’s breakpoint, a patch, or relocations in the code',
    });
  }
  const touched = touchedSections(
    sections,
    copied.filter((page) => !isCode(page)),
  );
  const spans = touched.map(({ start, end }) => ({ start: start * pageBytes - bias, end: end * pageBytes - bias }));
  const counts = relocations && (yield* countRelocations(relocations, spans));
  for (const [index, { section, start, end, pages }] of touched.entries()) {
    const count = counts?.[index] ?? 0;
    const base = { start: asPageNumber(start), end: asPageNumber(end), pages };
    if (relocated.test(section.name)) {
      const what =
        count > 0
          ? `the loader wrote ${count === 1 ? 'one address' : `${count} addresses`} into ${section.name}`
          : `${section.name} was filled in while loading`;
      reasons.push({ ...base, reason: 'relocation', text: what });
    } else if (section.name === '.bss' || section.type === 'NOBITS') {
      reasons.push({
        ...base,
        reason: 'bss',
        text: `variables of ${section.name} share a page with the file’s end, or were written`,
      });
    } else if (/^\.t?data/.test(section.name)) {
      const also = count > 0 ? `, ${count} of its words by the loader` : '';
      reasons.push({ ...base, reason: 'data', text: `variables of ${section.name} were written${also}` });
    } else {
      reasons.push({
        ...base,
        reason: 'unknown',
        text: `${section.name} shares a page with what was written, or was written itself`,
      });
    }
  }
  return reasons;
}

interface TouchedSection {
  readonly section: PlacedSection;
  readonly start: number;
  readonly end: number;
  readonly pages: number;
}

/**
 * The sections with copied pages in them. A binary search a section: 16,384 of them over the pages of 128 MiB had taken
 * 44 seconds when each section looked at every page.
 */
export function touchedSections(sections: readonly PlacedSection[], pages: readonly number[]): TouchedSection[] {
  const firstAbove = (limit: number): number => {
    let low = 0;
    let high = pages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pages[middle] ?? 0) > limit) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return sections.flatMap((section) => {
    const from = firstAbove(section.start - 1);
    let to = firstAbove(section.end);
    if ((pages[to - 1] ?? section.end) >= section.end) to = to - 1;
    const [first, last] = [pages[from], pages[to - 1]];
    if (from >= to || first === undefined || last === undefined) return [];
    return [{ section, start: Math.max(first, section.start), end: Math.min(last + 1, section.end), pages: to - from }];
  });
}
