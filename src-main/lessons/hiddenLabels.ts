/**
 * A capture whose labels are hidden, for a quiz or a sheet: names, kinds and evidence are gone from it, so that no view,
 * list, search, title, accessible name or export can tell them. Sizes, order, permissions and figures stay. Pure.
 */
import type { Capture, RegionColumns } from '../contract/capture.ts';
import { kindIndex } from '../contract/kinds.ts';
import type { Note } from '../contract/note.ts';
import { label, ruleIds } from '../contract/verdict.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const hidden = '?';
const told = (text: string) => label('told', { text });

/** What is said nevertheless. */
export interface Told {
  /** What stands in the place of an object's name: a number to write beside, or nothing but a question mark. */
  readonly nameOf?: (object: number) => string;
  /** First pages of regions whose own labels are shown. */
  readonly revealed?: readonly number[];
}

/** The same address space with nothing said of it but what is asked for. */
export function withoutLabels(capture: Capture, { nameOf = () => hidden, revealed = [] }: Told = {}): Capture {
  const { mappings, regions, objects, process } = capture;
  const shown: Writable<Capture> = { ...capture };
  // Notes tell of rules, names of pins of what they mark, and what is carried along may tell anything.
  delete shown.notes;
  delete shown.pins;
  delete shown.remark;
  delete shown.carried;
  return {
    ...shown,
    process: { ...process, threads: process.threads.map((thread) => ({ ...thread, name: hidden })) },
    mappings: { ...mappings, names: mappings.names.map((name) => (name === '' ? '' : hidden)), rawNames: [] },
    regions: hiddenRegions(regions, new Set(revealed)),
    // Parts stay together; what they are parts of is not told, and neither is a path or a thread.
    objects: objects.map((_, index) => ({ kind: 'allocation', label: told(nameOf(index)), key: `hidden:${index}` })),
  };
}

/** The notes of a source that name no kind: those of labels that changed since a file was written do. */
export const notesWithoutLabels = (notes: readonly Note[]): readonly Note[] =>
  notes.filter(({ id }) => id !== 'rules-older-changed');

function hiddenRegions(regions: RegionColumns, revealed: ReadonlySet<number>): RegionColumns {
  const shown = (row: number): boolean => revealed.size > 0 && revealed.has(regions.start[row] ?? -1);
  // What no shown region points to must not be there at all.
  const left = <T>(hiddenOne: T, all: readonly T[], of: Uint32Array): T[] => [
    hiddenOne,
    ...all.map((one, index) => (of.some((own, row) => own === index && shown(row)) ? one : hiddenOne)),
  ];
  return {
    ...regions,
    kind: regions.kind.map((kind, row) => (shown(row) ? kind : kindIndex.hidden)),
    label: regions.label.map((index, row) => (shown(row) ? index + 1 : 0)),
    labels: left(told(hidden), regions.labels, regions.label),
    rule: new Uint8Array(regions.length).fill(ruleIds.indexOf('anonymous')),
    facts: regions.facts.map((index, row) => (shown(row) ? index + 1 : 0)),
    factSets: left([], regions.factSets, regions.facts),
    details: [],
  };
}
