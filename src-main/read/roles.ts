/**
 * Roles: a name for each region and object that holds no address and no process id, so that two runs of a program can be
 * laid side by side. They are made of what stays: files and offsets, kinds, the order of threads and arenas, and for
 * memory without any name its kind, the size class and its place among equals between named neighbours. Deterministic,
 * and unique within a capture. How each is made is documented in src-main/capture/FORMAT.md.
 */
import type { Capture, MappedObject } from '../contract/capture.ts';
import { kindIds, type KindId } from '../contract/kinds.ts';
import { labelArguments, type Label } from '../contract/verdict.ts';
import { mappingName } from '../contract/rows.ts';

/** Roles by the numbers of regions and objects. */
export interface Roles {
  readonly regions: readonly string[];
  readonly objects: readonly string[];
}

const known = new WeakMap<Capture['regions'], { readonly objects: Capture['objects']; readonly roles: Roles }>();

/** The roles of a capture; made at the first question for its tables. */
export function rolesOf(capture: Capture): Roles {
  const before = known.get(capture.regions);
  if (before?.objects === capture.objects) return before.roles;
  const objects = objectRoles(capture);
  const roles = { objects, regions: regionRoles(capture, objects) };
  known.set(capture.regions, { objects: capture.objects, roles });
  return roles;
}

/** Makes equal texts different by counting them, in the order they come. */
class Ordinals {
  readonly #seen = new Map<string, number>();

  next(text: string): string {
    const before = this.#seen.get(text) ?? 0;
    this.#seen.set(text, before + 1);
    return before === 0 ? text : `${text}#${before + 1}`;
  }
}

/** Arguments of a label that hold no address, thread or size. */
function labelRole({ form, args }: Label): string {
  const types: Readonly<Record<string, string>> = labelArguments[form];
  const kept = Object.entries(args).flatMap(([name, value]: [string, unknown]) => {
    const type = types[name];
    return (type === 'name' || type === 'path' || type === 'word') && typeof value === 'string' ? [value] : [];
  });
  return [form, ...kept].join(':');
}

/** A thread by its place in the order of their creation (ids grow) and its name, which may change and so comes last. */
function threadRoles({ process }: Capture): ReadonlyMap<number, string> {
  const ordinals = new Ordinals();
  const others = process.threads.filter(({ tid }) => (tid as number) !== (process.identity.pid as number));
  return new Map([
    [process.identity.pid as number, 'thread:main'],
    ...others.map(({ tid, name }): [number, string] => [tid as number, ordinals.next(`thread:${name}`)]),
  ]);
}

function objectRole(object: MappedObject, threads: ReadonlyMap<number, string>): string {
  switch (object.kind) {
    case 'module':
    case 'file':
      return `${object.kind}:${object.path ?? labelRole(object.label)}`;
    case 'thread':
      return object.tid === undefined ? labelRole(object.label) : (threads.get(object.tid) ?? 'thread');
    case 'main-stack':
    case 'heap':
    case 'arena':
    case 'kernel':
      return object.kind;
    case 'allocation':
    case 'shared-memory':
    case 'runtime':
    case 'device':
      return `${object.kind}:${labelRole(object.label)}`;
  }
}

/** Objects in the order of the addresses of their first regions, since the table's order follows the rules'. */
function objectRoles(capture: Capture): string[] {
  const { regions, objects } = capture;
  const threads = threadRoles(capture);
  const ordinals = new Ordinals();
  const roles = new Array<string>(objects.length).fill('');
  const name = (object: number): void => {
    const entry = objects[object];
    if (entry && roles[object] === '') roles[object] = ordinals.next(objectRole(entry, threads));
  };
  for (let region = 0; region < regions.length; region++) {
    const object = regions.object[region] ?? -1;
    if (object >= 0) name(object);
  }
  for (let object = 0; object < objects.length; object++) name(object);
  return roles;
}

/** Sizes by powers of two: a heap that grew a little is in the same class. */
const sizeClass = (pages: number): number => Math.ceil(Math.log2(Math.max(1 / 4096, pages)));

/** Kinds whose parts are told by their offset in the file. */
const fileKinds: ReadonlySet<KindId> = new Set(['text', 'rodata', 'relro', 'data', 'module-gap', 'file']);

function regionRoles(capture: Capture, objects: readonly string[]): string[] {
  const { regions, mappings } = capture;
  const ordinals = new Ordinals();
  const roles: string[] = [];
  let neighbour = 'bottom';
  for (let region = 0; region < regions.length; region++) {
    const kind = kindIds[regions.kind[region] ?? 0] ?? 'anon';
    const mapping = regions.mapping[region] ?? 0;
    const object = regions.object[region] ?? -1;
    const start = regions.start[region] ?? 0;
    if (object >= 0) {
      const offset = (mappings.offset[mapping] ?? 0) + start - (mappings.start[mapping] ?? 0);
      const place = fileKinds.has(kind) ? `+0x${Math.round(offset * 4096).toString(16)}` : '';
      neighbour = `${objects[object] ?? ''}/${kind}${place}`;
      roles.push(ordinals.next(neighbour));
      continue;
    }
    const name = mappingName(mappings, mapping);
    const size = sizeClass((regions.end[region] ?? 0) - start);
    // Without an object a region is told by what lies below it, which most of the time has a name.
    roles.push(ordinals.next(name === '' ? `${kind}:2^${size} after ${neighbour}` : `${kind}:${name}`));
  }
  return roles;
}
