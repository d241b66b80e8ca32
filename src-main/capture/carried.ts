/**
 * Fields of a capture document that this program does not know. They are kept beside the capture as JSON text, and
 * written back to where they stood: a newer program's file passes through an older one without loss.
 */
import type { CarriedField } from '../contract/capture.ts';
import { ruleIds } from '../contract/verdict.ts';
import { partNames } from '../contract/parts/table.ts';
import { misfit } from './decode.ts';
import { partShape } from './parts/json.ts';

/**
 * Known fields of one object of the document, and of the objects below it. A set: the known values of a field, of which
 * others are carried too.
 */
interface Shape {
  readonly [name: string]: Shape | ReadonlySet<string> | null;
}

const names = (...known: string[]): Shape => Object.fromEntries(known.map((name) => [name, null]));
/** Any names: the keys of smaps and status are the kernel's. */
const anyNames = null;

const region: Shape = {
  ...names('start', 'end', 'kind', 'certainty', 'evidence', 'facts', 'label', 'form', 'role', 'object'),
  ...names('guards', 'guardsForm', 'guardsRegion', 'stackSize', 'stackTop', 'stackDepth', 'stackPointer', 'runtime'),
  // The name of a rule that only a newer program has.
  rule: new Set<string>(ruleIds),
  thread: names('tid', 'name'),
};
const elements = {
  mappings: {
    ...names('start', 'end', 'perms', 'offset', 'dev', 'inode', 'name', 'nameBase64', 'vmFlags'),
    smaps: anyNames,
    ...Object.fromEntries(partNames.map((name) => [name, partShape(name)])),
    regions: region,
  },
  objects: names('id', 'kind', 'label', 'form', 'guess', 'key', 'role', 'place', 'path', 'tid'),
} as const satisfies Record<string, Shape>;

const head: Shape = {
  ...names('format', 'version', 'rulesVersion', 'takenAt', 'stage', 'sequence', 'costMs', 'kernel', 'architecture'),
  ...names('pageSize', 'maxMapCount', 'mmapMinAddress', 'randomizeVaSpace', 'remark'),
  process: {
    ...names('pid', 'startTime', 'bootId', 'comm', 'cmdline', 'exe', 'ppid', 'uid', 'user', 'state', 'kernelThread'),
    ...names('threadCount'),
    threads: names('tid', 'name', 'innerTid', 'state', 'stackPointer'),
    status: anyNames,
    limits: names('name', 'soft', 'hard', 'unit'),
    cgroup: { ...names('version', 'path', 'untold'), limits: names('path', 'limit', 'used') },
    auxv: names('type', 'name', 'value'),
    addresses: {
      ...names('startCode', 'endCode', 'startStack', 'startData', 'endData', 'startBrk'),
      ...names('argStart', 'argEnd', 'envStart', 'envEnd'),
    },
  },
  access: names('file', 'status', 'why', 'remedy', 'bytes', 'costMs'),
  consistency: names('state', 'retries', 'notes', 'facts'),
  figures: names('takenAt', 'keys'),
  ...Object.fromEntries(partNames.map((name) => [name, names('takenAt', 'keys')])),
  source: names('format', 'name', 'unknown'),
  notes: anyNames,
  notesInWords: anyNames,
  pins: names('at', 'name'),
};

/** Characters of unknown fields that are carried; more than a real newer version would add. */
const carriedLimit = 64 * 2 ** 20;
/** Unknown fields that are carried: one for each of 1,048,576 mappings. */
const countLimit = 1_048_576;

/** Finds and keeps the unknown fields of a document. Throws FormatError when there are implausibly many. */
export class CarriedFields {
  private readonly found: CarriedField[] = [];
  private length = 0;

  /** Looks through one member of the head. Returns the value. */
  member(name: string, value: unknown): unknown {
    const shape = shapeOf(head, name);
    if (shape === undefined) this.keep([name], value);
    else if (isShape(shape)) this.search([name], value, shape);
    return value;
  }

  /** Looks through one element of a list. */
  element(list: 'mappings' | 'objects', index: number, value: unknown): void {
    this.search([list, index], value, elements[list]);
  }

  fields(): readonly CarriedField[] {
    return this.found;
  }

  private search(path: readonly (string | number)[], value: unknown, shape: Shape): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) this.search([...path, index], value[index], shape);
      return;
    }
    for (const [name, item] of Object.entries(value)) {
      const below = shapeOf(shape, name);
      if (below === undefined || (below instanceof Set && !below.has(item))) this.keep([...path, name], item);
      else if (isShape(below)) this.search([...path, name], item, below);
    }
  }

  private keep(path: readonly (string | number)[], value: unknown): void {
    const json = JSON.stringify(value);
    this.length += json.length;
    if (this.length > carriedLimit || this.found.length >= countLimit) {
      misfit('the document', 'one with few fields that this program does not know');
    }
    this.found.push({ path, json });
  }
}

const isShape = (known: Shape[string]): known is Shape => known !== null && !(known instanceof Set);

/** undefined: not known; null: known, and nothing is looked for below it. */
const shapeOf = (shape: Shape, name: string): Shape[string] | undefined =>
  Object.hasOwn(shape, name) ? shape[name] : undefined;

/** Carried fields by the list element they belong to (`mappings 3`), or `head`. */
export function carriedByPlace(carried: readonly CarriedField[] = []): ReadonlyMap<string, readonly CarriedField[]> {
  const places = new Map<string, CarriedField[]>();
  for (const field of carried) {
    const [list, index] = field.path;
    const place =
      typeof index === 'number' && (list === 'mappings' || list === 'objects') ? `${list} ${index}` : 'head';
    const known = places.get(place);
    if (known) known.push(field);
    else places.set(place, [field]);
  }
  return places;
}

/** Puts fields back into one part of a document: the head (`depth` 0) or an element of a list (`depth` 2). */
export function restoreCarried(part: object, carried: readonly CarriedField[] | undefined, depth: 0 | 2): void {
  for (const { path, json } of carried ?? []) {
    let parent: unknown = part;
    for (const key of path.slice(depth, -1)) {
      parent =
        typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
          ? Reflect.get(parent, key)
          : undefined;
    }
    const name = path.at(-1);
    if (typeof parent !== 'object' || parent === null || name === undefined || Object.hasOwn(parent, name)) continue;
    // Defined, not assigned: a field called __proto__ is a field.
    Object.defineProperty(parent, name, {
      value: JSON.parse(json) as unknown,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
