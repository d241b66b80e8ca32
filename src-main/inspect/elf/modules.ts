/** The loaded files of a process, with what is needed to find symbols in them. */
import { objectLabel } from '../../words/labels.ts';
import type { MappingIndex } from '../../contract/capture.ts';
import { kindIndex } from '../../contract/kinds.ts';
import { mappingName } from '../../contract/rows.ts';
import type { InspectTarget } from '../target.ts';
import { elfFileOf, type ElfFile } from './files.ts';
import { mayBeGenerated, perfMapOf } from './perfMap.ts';
import { isLoaded, loadBias, objectOfRow, rowsOfModule } from './placed.ts';
import type { SymbolTable } from './symbolTable.ts';
import { vdsoName, vdsoRow } from './vdso.ts';

/** One loaded file. */
export interface LoadedFile {
  readonly file: ElfFile;
  readonly label: string;
  readonly bias: number;
  readonly rows: readonly MappingIndex[];
}

/** The file that a row is part of; undefined when it is no loaded ELF file or out of reach. */
export function loadedFile(target: InspectTarget, row: MappingIndex): LoadedFile | undefined {
  const { capture } = target;
  const file = elfFileOf(target, row);
  if (!file) return undefined;
  const rows = rowsOfModule(capture, row);
  if (!isLoaded(file.image, capture, rows)) return undefined;
  const bias = rows.map((own) => loadBias(file.image, capture, own)).find((found) => found !== undefined);
  const name = mappingName(capture.mappings, row);
  // The vDSO belongs to the kernel's object, beside the data it reads.
  const label = name === vdsoName ? name : objectLabel(capture, objectOfRow(capture.regions, row));
  return bias === undefined ? undefined : { file, label, bias, rows };
}

/** What names the bytes of a mapping: a loaded file's symbols, or what the program tells of its generated code. */
export interface Named {
  readonly label: string;
  readonly bias: number;
  readonly table: SymbolTable;
}

/** What names the bytes of a mapping; undefined where nothing does. */
export function* namedAt(target: InspectTarget, row: MappingIndex): Generator<number, Named | undefined> {
  if (row < 0) return undefined;
  const loaded = loadedFile(target, row);
  if (loaded) {
    const table = yield* loaded.file.symbols();
    return table && { label: loaded.label, bias: loaded.bias, table };
  }
  const told = mayBeGenerated(target, row) ? perfMapOf(target) : undefined;
  return told && { ...told, bias: 0 };
}

/** First row of each module of the capture, in the order of objects. */
export function moduleRows({ capture }: InspectTarget): readonly MappingIndex[] {
  const { regions, objects } = capture;
  const first = new Map<number, MappingIndex>();
  for (let region = 0; region < regions.length; region++) {
    const object = regions.object[region] ?? -1;
    if (object >= 0 && objects[object]?.kind === 'module' && !first.has(object)) {
      first.set(object, regions.mapping[region] ?? 0);
    }
  }
  return [...first.values()];
}

/** First rows of everything that has symbols: the modules, the vDSO, and one of generated code, which has one map in all. */
export function symbolRows(target: InspectTarget): readonly MappingIndex[] {
  const { regions } = target.capture;
  const vdso = vdsoRow(target);
  const generated = regions.kind.indexOf(kindIndex['jit-code']);
  return [
    ...moduleRows(target),
    ...(vdso < 0 ? [] : [vdso]),
    ...(generated < 0 ? [] : [regions.mapping[generated] ?? 0]),
  ];
}
