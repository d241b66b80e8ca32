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

interface Known {
  readonly objects: Capture['objects'];
  /** Threads may be renamed, begin and end while the regions of a watched process are kept. */
  readonly threads: string;
  readonly roles: Roles;
}
const known = new WeakMap<Capture['regions'], Known>();

/** The roles of a capture; made at the first question for its tables and threads. */
export function rolesOf(capture: Capture): Roles {
  const { identity, threads: listed } = capture.process;
  const threads = JSON.stringify([identity.pid, listed.map(({ tid, name }) => [tid, name])]);
  const before = known.get(capture.regions);
  if (before?.objects === capture.objects && before.threads === threads) return before.roles;
  const objects = objectRoles(capture);
  const roles = { objects, regions: regionRoles(capture, objects) };
  known.set(capture.regions, { objects: capture.objects, threads, roles });
  return roles;
}

/** Makes equal texts different by counting them, in the order they come. */
class Ordinals {
  readonly #counts = new Map<string, number>();
  readonly #given = new Set<string>();

  next(text: string): string {
    let count = this.#counts.get(text) ?? 0;
    let given: string;
    // Names are the program's: one may look like another's second copy.
    do {
      count += 1;
      given = count === 1 ? text : `${text}#${count}`;
    } while (this.#given.has(given));
    this.#counts.set(text, count);
    this.#given.add(given);
    return given;
  }
}

/**
 * A name without the process id, where it stands alone between other characters: HotSpot's `hsperfdata_USER/PID` and a
 * just-in-time compiler's `perf-PID.map` are the same file in every run. An import without a process id has 0.
 */
function nameReader({ process }: Capture): (name: string) => string {
  const pid = process.identity.pid as number;
  const digits = new RegExp(`(?<![0-9A-Za-z])${pid}(?![0-9A-Za-z])`, 'g');
  return pid === 0 ? (name) => name : (name) => name.replace(digits, 'PID');
}

/** Arguments of a label that hold no address, thread or size. */
function labelRole({ form, args }: Label, read: (name: string) => string): string {
  const types: Readonly<Record<string, string>> = labelArguments[form];
  const kept = Object.entries(args).flatMap(([name, value]: [string, unknown]) => {
    const type = types[name];
    return (type === 'name' || type === 'path' || type === 'word') && typeof value === 'string' ? [read(value)] : [];
  });
  return [form, ...kept].join(':');
}

/** A thread by its place in the order of their creation (ids grow) and its name, which may change and so comes last. */
function threadRoles({ process }: Capture, read: (name: string) => string): ReadonlyMap<number, string> {
  const ordinals = new Ordinals();
  const others = process.threads.filter(({ tid }) => (tid as number) !== (process.identity.pid as number));
  return new Map([
    [process.identity.pid, ordinals.next('thread:main')],
    ...others.map(({ tid, name }): [number, string] => [tid as number, ordinals.next(`thread:${read(name)}`)]),
  ]);
}

function objectRole(
  object: MappedObject,
  threads: ReadonlyMap<number, string>,
  read: (name: string) => string,
): string {
  switch (object.kind) {
    case 'module':
    case 'file':
      return `${object.kind}:${object.path === undefined ? labelRole(object.label, read) : read(object.path)}`;
    case 'thread':
      return object.tid === undefined ? labelRole(object.label, read) : (threads.get(object.tid) ?? 'thread');
    case 'main-stack':
    case 'heap':
    case 'kernel':
      return object.kind;
    case 'arena':
      return object.tid === undefined ? 'arena' : `arena of ${threads.get(object.tid) ?? 'thread'}`;
    case 'allocation':
    case 'shared-memory':
    case 'runtime':
    case 'device':
      return `${object.kind}:${labelRole(object.label, read)}`;
  }
}

/** Objects in the order of the addresses of their first regions, since the table's order follows the rules'. */
function objectRoles(capture: Capture): string[] {
  const { regions, objects } = capture;
  const read = nameReader(capture);
  const threads = threadRoles(capture, read);
  const ordinals = new Ordinals();
  const roles = new Array<string>(objects.length).fill('');
  const name = (object: number): void => {
    const entry = objects[object];
    if (entry && roles[object] === '') roles[object] = ordinals.next(objectRole(entry, threads, read));
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
  const read = nameReader(capture);
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
    const name = read(mappingName(mappings, mapping));
    const size = sizeClass((regions.end[region] ?? 0) - start);
    // Without an object a region is told by what lies below it, which most of the time has a name.
    roles.push(ordinals.next(name === '' ? `${kind}:2^${size} after ${neighbour}` : `${kind}:${name}`));
  }
  return roles;
}
