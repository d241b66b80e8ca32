import { elfFacts, mappedFileFacts } from '../../capture/fileFacts.ts';
import type { Failure, FileFacts, Outcome } from '../../contract/calls.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import type { ElfInside } from '../../contract/elfInside.ts';
import { mappingName, rowAt } from '../../contract/rows.ts';
import type { InspectTarget, Look } from '../target.ts';
import { dirtyReasons } from './dirtyReasons.ts';
import { dynamicTags } from './dynamic.ts';
import { elfFileOf } from './files.ts';
import { hardeningFacts } from './hardening.ts';
import { readElfImage } from './image.ts';
import { isLoaded, loadBias, placedSections, placedSegments, rowsOfModule } from './placed.ts';
import { vdsoName, vdsoOf, vdsoOrigin } from './vdso.ts';

const nothingThere: Failure = {
  ok: false,
  code: 'invalid',
  message: 'Nothing is mapped there any more.',
  remedy: 'Select a mapping of the picture as it is now.',
};

const notElf = (name: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is not an ELF file, or its headers are damaged.`,
  why: 'Sections and symbols are found through these headers.',
});

const splitOff = (name: string): string =>
  `Its debug information and further symbols were split off into ${name}, which is not mapped and not read.`;

/** What the headers say of the file behind a row, or of the vDSO, which is the same for every process. */
function factsOf(target: InspectTarget, row: MappingIndex): Outcome<Pick<FileFacts, 'path' | 'identity' | 'elf'>> {
  const { context, capture, source } = target;
  if (mappingName(capture.mappings, row) !== vdsoName) {
    return mappedFileFacts(source, capture.mappings, row, context.images);
  }
  const vdso = vdsoOf(target, row);
  if (!vdso.ok) return vdso;
  const image = readElfImage(vdso.value.source);
  return { ok: true, value: { path: vdsoName, identity: 'same', ...(image ? { elf: elfFacts(image) } : {}) } };
}

/** The file behind a mapping from within: sections and segments where they lie, hardening, and why pages were copied. */
export const elfInside: Look<'elf.inside'> = function* (target, { start }) {
  yield 0;
  const { capture } = target;
  const row = rowAt(capture.mappings, start);
  if (row < 0) return nothingThere;
  const facts = factsOf(target, row);
  if (!facts.ok) return facts;
  const { path, identity, elf } = facts.value;
  const file = elfFileOf(target, row);
  if (!elf || !file) return notElf(path);
  const rows = rowsOfModule(capture, row);
  if (!isLoaded(file.image, capture, rows)) {
    return {
      ...notElf(path),
      message: `Only a piece of ${path} is mapped here, not the file as the loader maps it.`,
    };
  }
  const bias = rows.map((own) => loadBias(file.image, capture, own)).find((found) => found !== undefined);
  if (bias === undefined)
    return { ...notElf(path), message: `${path} is mapped as data, not loaded as a program or library.` };
  const sections = placedSections(file.sections.sections, bias);
  const relocations = file.relocations();
  const dirty = yield* dirtyReasons(target, rows, sections, { image: file.image, bias, relocations });
  const symbols = yield* file.symbols();
  const [soname] = file.dynamic?.strings(dynamicTags.soname) ?? [];
  const [runPath] = [
    ...(file.dynamic?.strings(dynamicTags.runpath) ?? []),
    ...(file.dynamic?.strings(dynamicTags.rpath) ?? []),
  ];
  const value: ElfInside = {
    path,
    identity,
    bias: `0x${bias.toString(16)}`,
    class: file.image.class,
    type: elf.type,
    machine: elf.machine,
    ...(elf.buildId === undefined ? {} : { buildId: elf.buildId }),
    ...(elf.interpreter === undefined ? {} : { interpreter: elf.interpreter }),
    ...(soname === undefined ? {} : { soname }),
    needed: file.dynamic?.strings(dynamicTags.needed) ?? [],
    ...(runPath === undefined ? {} : { runPath }),
    segments: placedSegments(file.image, elf.segments, bias),
    sections,
    // The kernel maps the vDSO itself: it heeds neither RELRO nor what the image says of stacks.
    hardening: path === vdsoName ? [] : hardeningFacts(file, symbols),
    dirty,
    symbols: { table: symbols?.table ?? 'none', count: symbols?.length ?? 0 },
    notes: [
      ...(path === vdsoName ? [vdsoOrigin] : []),
      ...file.sections.notes,
      ...(relocations?.notes ?? []),
      ...(symbols?.notes ?? []),
      ...(file.debugLink === undefined || symbols?.table === 'symtab' ? [] : [splitOff(file.debugLink)]),
    ],
  };
  return { ok: true, value };
};
