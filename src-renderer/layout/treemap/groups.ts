/** The first level of the treemap: objects by what they are, loose regions by their kind. */
import type { MappedObject, ObjectKind } from '@contract/capture.ts';
import { kindIds } from '@contract/kinds.ts';
import { kindName } from '@words/kinds.ts';

/** One possible group. */
export interface TreemapGroup {
  /** Names the group from capture to capture. */
  readonly key: string;
  readonly name: string;
}

const program: TreemapGroup = { key: 'group:program', name: 'Program' };
const several: TreemapGroup = { key: 'group:several', name: 'Several kinds together' };

const names: Readonly<Record<ObjectKind, string>> = {
  module: 'Libraries',
  thread: 'Threads',
  'main-stack': 'Main stack',
  heap: 'Heap',
  arena: 'malloc arenas',
  allocation: 'Large allocations',
  'shared-memory': 'Shared memory',
  file: 'Mapped files',
  runtime: 'Runtimes',
  kernel: 'Provided by the kernel',
  device: 'Devices',
};
const objectKinds = Object.keys(names) as readonly ObjectKind[];

/** All groups: the program, one for each kind of object, one for each kind of region, and one for what is mixed. */
export const treemapGroups: readonly TreemapGroup[] = [
  program,
  ...objectKinds.map((kind): TreemapGroup => ({ key: `group:${kind}`, name: names[kind] })),
  ...kindIds.map((kind): TreemapGroup => ({ key: `kind:${kind}`, name: kindName(kind) })),
  several,
];

/** The group of an object, as an index into {@link treemapGroups}. */
export const groupOfObject = ({ kind, role }: MappedObject): number =>
  kind === 'module' && role === 'program' ? 0 : 1 + objectKinds.indexOf(kind);

/** The group of a region of no object. */
export const groupOfKind = (kind: number): number => 1 + objectKinds.length + kind;

/** The group of a mapping whose regions belong to different groups. */
export const mixedGroup = treemapGroups.indexOf(several);
