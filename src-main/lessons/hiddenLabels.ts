/**
 * A capture whose labels are hidden, for a quiz or a sheet: names, kinds and evidence are gone from it, so that no view,
 * list, search, title, accessible name or export can tell them. Sizes, order, permissions and figures stay. Pure.
 */
import type { Capture, RegionColumns } from '../contract/capture.ts';
import { kindIndex } from '../contract/kinds.ts';
import { label, ruleIds } from '../contract/verdict.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const hidden = '?';
const told = (text: string) => label('told', { text });

/**
 * The same address space with nothing said of it. `nameOf` says what stands in the place of an object's name: a number
 * to write beside, or nothing but a question mark.
 */
export function withoutLabels(capture: Capture, nameOf: (object: number) => string = () => hidden): Capture {
  const { mappings, regions, objects, process } = capture;
  const shown: Writable<Capture> = { ...capture };
  // Notes tell of rules, and what is carried along may tell anything.
  delete shown.notes;
  delete shown.carried;
  return {
    ...shown,
    process: { ...process, threads: process.threads.map((thread) => ({ ...thread, name: hidden })) },
    mappings: { ...mappings, names: mappings.names.map((name) => (name === '' ? '' : hidden)), rawNames: [] },
    regions: hiddenRegions(regions),
    // Parts stay together; what they are parts of is not told, and neither is a path or a thread.
    objects: objects.map((_, index) => ({ kind: 'allocation', label: told(nameOf(index)), key: `hidden:${index}` })),
  };
}

const hiddenRegions = (regions: RegionColumns): RegionColumns => ({
  ...regions,
  kind: new Uint8Array(regions.length).fill(kindIndex.hidden),
  label: new Uint32Array(regions.length),
  labels: [told(hidden)],
  rule: new Uint8Array(regions.length).fill(ruleIds.indexOf('anonymous')),
  facts: new Uint32Array(regions.length),
  factSets: [[]],
  details: [],
});
