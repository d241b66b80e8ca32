/** What parts of a thing are called where they stand in one list with parts of others. Pure. */
import type { Capture, RegionIndex } from '@contract/capture.ts';
import type { RegionGroup } from '@compare/objects.ts';
import { kindIds } from '@contract/kinds.ts';
import { pageBytes } from '@contract/units.ts';
import { arenasName } from '@words/growth.ts';
import { kindName } from '@words/kinds.ts';
import { ownerName } from '@words/owners.ts';
import { regionTitle } from './regionTitle.ts';

/**
 * Titles of regions. All parts of a module bear its name, so the kind follows; and where a module has several parts of a
 * kind, as linkers make two of constants, the place in its file: `libc.so.6: Constants (.rodata) +0x19f000`.
 */
export function partTitles(capture: Capture): (region: RegionIndex) => string {
  const { regions, mappings, objects } = capture;
  const counts = new Map<string, number>();
  const partOf = (region: RegionIndex): string => `${regions.object[region] ?? -1} ${regions.kind[region] ?? 0}`;
  for (let region = 0; region < regions.length; region++) {
    const part = partOf(region);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return (region) => {
    const title = regionTitle(capture, region);
    const kind = kindIds[regions.kind[region] ?? 0];
    if (objects[regions.object[region] ?? -1]?.kind !== 'module' || kind === undefined) return title;
    const part = `${title}: ${kindName(kind)}`;
    if ((counts.get(partOf(region)) ?? 0) < 2 || kind === 'bss') return part;
    const mapping = regions.mapping[region] ?? 0;
    const into = (regions.start[region] ?? 0) - (mappings.start[mapping] ?? 0);
    const offset = Math.round(((mappings.offset[mapping] ?? 0) + into) * pageBytes);
    return `${part} +0x${offset.toString(16)}`;
  };
}

/** What the regions of a thing are called together. */
export function groupTitle(capture: Capture, { objects, kind, arenas, regions }: RegionGroup): string {
  if (arenas && (objects.length > 1 || arenas.thread !== undefined)) return arenasName(capture, arenas.thread);
  if (kind === undefined) return ownerName(capture, objects, []);
  const [first = -1] = regions;
  // Memory of no object is told by its name where it has one; by its kind where regions are called differently.
  const title = regionTitle(capture, first);
  return objects.length === 0 && regions.every((region) => regionTitle(capture, region) === title)
    ? title
    : kindName(kind);
}
