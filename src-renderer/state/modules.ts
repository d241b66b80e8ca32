/** The loaded file that a selection is part of. Pure. */
import { objectLabel } from '@words/labels.ts';
import type { Capture, ObjectIndex, RegionIndex } from '@contract/capture.ts';
import { kindIndex } from '@contract/kinds.ts';
import { firstEndingAbove } from '@contract/rows.ts';
import { asPageNumber, type PageNumber } from '@contract/units.ts';
import { regionsOfObject, type Located } from './located.ts';

/** A loaded ELF file in the address space. */
export interface LoadedModule {
  readonly object: ObjectIndex;
  readonly label: string;
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** First page of one of its mappings. */
  readonly first: PageNumber;
}

function objectOf(capture: Capture, located: Located | undefined): ObjectIndex {
  switch (located?.level) {
    case 'object':
      return located.object;
    case 'region':
    case 'page':
      return capture.regions.object[located.region] ?? -1;
    case 'mapping':
      return capture.regions.object[located.regions[0] ?? -1] ?? -1;
    case 'gap':
    case 'gone':
    case undefined:
      return -1;
  }
}

/** The region of the vDSO that is selected; -1 when it is another one. The vDSO is an image without a file. */
function vdsoOf(capture: Capture, located: Located | undefined): RegionIndex {
  const row =
    located?.level === 'region' || located?.level === 'page'
      ? located.region
      : located?.level === 'mapping'
        ? (located.regions[0] ?? -1)
        : -1;
  return capture.regions.kind[row] === kindIndex.vdso ? row : -1;
}

function vdsoModule({ regions }: Capture, row: RegionIndex): LoadedModule {
  const start = asPageNumber(regions.start[row] ?? 0);
  const end = asPageNumber(regions.end[row] ?? 0);
  return { object: regions.object[row] ?? -1, label: '[vdso]', start, end, first: start };
}

/** The module that holds what is selected; undefined when that is no part of a loaded file. */
export function moduleOf(capture: Capture, located: Located | undefined): LoadedModule | undefined {
  const object = objectOf(capture, located);
  const vdso = vdsoOf(capture, located);
  if (vdso >= 0) return vdsoModule(capture, vdso);
  if (capture.objects[object]?.kind !== 'module') return undefined;
  const { regions, mappings } = capture;
  const rows = regionsOfObject(capture, object);
  const [lowest] = rows;
  if (lowest === undefined) return undefined;
  return {
    object,
    label: objectLabel(capture, object),
    start: asPageNumber(regions.start[lowest] ?? 0),
    end: asPageNumber(regions.end[rows.at(-1) ?? lowest] ?? 0),
    first: asPageNumber(mappings.start[regions.mapping[lowest] ?? 0] ?? 0),
  };
}

/** Generated code, which its compiler may tell the functions of; undefined for any other region. */
function generatedCode({ regions, mappings }: Capture, row: RegionIndex): LoadedModule | undefined {
  if (regions.kind[row] !== kindIndex['jit-code']) return undefined;
  return {
    object: -1,
    label: 'generated code',
    start: asPageNumber(regions.start[row] ?? 0),
    end: asPageNumber(regions.end[row] ?? 0),
    first: asPageNumber(mappings.start[regions.mapping[row] ?? 0] ?? 0),
  };
}

/** Files whose sections are worth asking for at a time; with more on screen all are too small to show any. */
const mostModules = 6;
/** Regions on screen above which none is tall enough for sections. */
const mostRegions = 60;

/** The loaded files and generated code within a span, when few enough regions are there for any of them to be drawn tall; else none. */
export function modulesWithin(capture: Capture, start: PageNumber, end: PageNumber): readonly LoadedModule[] {
  const { regions } = capture;
  const found: LoadedModule[] = [];
  const first = firstEndingAbove(regions, start);
  for (let row = first; row < regions.length && (regions.start[row] ?? 0) < end; row++) {
    if (row - first >= mostRegions) return [];
    const generated = generatedCode(capture, row);
    if (generated) found.push(generated);
    const object = regions.object[row] ?? -1;
    const isVdso = regions.kind[row] === kindIndex.vdso;
    if (generated || object < 0 || (!isVdso && found.some((known) => known.object === object))) continue;
    const module = moduleOf(capture, { level: 'region', region: row, mapping: regions.mapping[row] ?? 0 });
    if (module) found.push(module);
    if (found.length > mostModules) return [];
  }
  return found;
}
