/**
 * Captures as documents (../FORMAT.md), and a document as the difference from the one before. What differs is told in
 * the words of the capture format, so that a reader in any language that can read captures can read recordings.
 */
import type { Capture } from '../../contract/capture.ts';
import { partNames } from '../../contract/parts/table.ts';
import { alignedRows, patchedList, wholeCopy, type Copies } from '../../contract/tablePatch.ts';
import { captureHead, mappingJsons, objectJsons, type JsonObject } from '../json.ts';

/** A capture document: its head, and its two long lists. */
export interface CaptureDocument {
  readonly head: JsonObject;
  readonly mappings: readonly JsonObject[];
  readonly objects: readonly JsonObject[];
}

/** Elements of a list that differ from those of the list before. */
export interface ListStep {
  readonly length: number;
  /** Stretches taken over, as triples: first place here, first place before, count. Missing: all, as they stand. */
  readonly copies?: readonly number[];
  /** Elements that were not taken over, in order. */
  readonly added?: readonly JsonObject[];
  /** What changed in elements that were: place here, and a JSON merge patch (RFC 7386). */
  readonly changed?: readonly (readonly [place: number, patch: JsonObject])[];
}

/** What leads from one document to the next; what is missing stays as it was. */
export interface DocumentStep {
  /** A JSON merge patch (RFC 7386). */
  readonly head?: JsonObject;
  readonly mappings?: ListStep;
  readonly objects?: ListStep;
}

/**
 * The document of a capture; lists of tables that did not change are those of the document before. So is the list of
 * files where each was read or refused as before: what each of them took differs every time, and was four fifths of a
 * step of an idle process. What all took together is `costMs`.
 */
export function documentOf(
  capture: Capture,
  before?: { capture: Capture; document: CaptureDocument },
): CaptureDocument {
  const same = before && sameRows(before.capture, capture) ? before.document : undefined;
  const head = captureHead(capture);
  if (before && sameAccess(before.capture, capture)) head.access = before.document.head.access;
  return {
    head,
    mappings: same?.mappings ?? [...mappingJsons(capture)],
    objects: same?.objects ?? objectJsons(capture),
  };
}

/** Rows are told with the names of threads, so those belong to them. */
const sameRows = (a: Capture, b: Capture): boolean =>
  a.mappings === b.mappings &&
  a.smaps === b.smaps &&
  a.regions === b.regions &&
  a.objects === b.objects &&
  a.process.threads === b.process.threads &&
  partNames.every((name) => a[name] === b[name]);

const sameAccess = ({ access: before }: Capture, { access: after }: Capture): boolean =>
  before.length === after.length &&
  after.every(({ file, status, why, remedy }, place) => {
    const old = before[place];
    return old?.file === file && old.status === status && old.why === why && old.remedy === remedy;
  });

/** The whole document as one value. */
export const documentJson = ({ head, mappings, objects }: CaptureDocument): JsonObject => ({
  ...head,
  mappings,
  objects,
});

/** What leads from one document to another. */
export function stepBetween(before: CaptureDocument, after: CaptureDocument): DocumentStep {
  const head = mergePatch(before.head, after.head);
  const mappings = listStep(before.mappings, after.mappings, startOf);
  const objects = listStep(before.objects, after.objects, undefined);
  return { ...(head ? { head } : {}), ...(mappings ? { mappings } : {}), ...(objects ? { objects } : {}) };
}

/** The document that a step makes of the one before. Throws where the step is not of it. */
export function documentAfter(before: CaptureDocument, { head, mappings, objects }: DocumentStep): CaptureDocument {
  return {
    head: head ? merged(before.head, head) : before.head,
    mappings: mappings ? listAfter(before.mappings, mappings) : before.mappings,
    objects: objects ? listAfter(before.objects, objects) : before.objects,
  };
}

const startOf = ({ start }: JsonObject): number => Number(start);

/** Elements are found again by a number that ascends, or by their place. */
function listStep(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  numberOf: ((element: JsonObject) => number) | undefined,
): ListStep | undefined {
  if (before === after) return undefined;
  const copies = numberOf
    ? alignedRows(before.map(numberOf), after.map(numberOf))
    : wholeCopy(Math.min(before.length, after.length));
  const from = new Map<number, number>();
  for (let at = 0; at < copies.length; at += 3) {
    const [to = 0, first = 0, count = 0] = copies.subarray(at, at + 3);
    for (let step = 0; step < count; step++) from.set(to + step, first + step);
  }
  const added: JsonObject[] = [];
  const changed: (readonly [number, JsonObject])[] = [];
  after.forEach((element, place) => {
    const old = before[from.get(place) ?? -1];
    if (!old) added.push(element);
    else {
      const patch = mergePatch(old, element);
      if (patch) changed.push([place, patch]);
    }
  });
  const whole = before.length === after.length && added.length === 0 && copies.length <= 3;
  if (whole && changed.length === 0) return undefined;
  return {
    length: after.length,
    ...(whole ? {} : { copies: [...copies] }),
    ...(added.length > 0 ? { added } : {}),
    ...(changed.length > 0 ? { changed } : {}),
  };
}

function listAfter(
  before: readonly JsonObject[],
  { length, copies, added = [], changed = [] }: ListStep,
): JsonObject[] {
  const taken: Copies = copies ? Uint32Array.from(copies) : wholeCopy(before.length);
  const list = [...patchedList(before, { length, copies: taken, items: added })];
  if (list.length !== length) throw new RangeError('a step does not tell all elements of its list');
  for (const [place, patch] of changed) {
    const old = list[place];
    if (!old) throw new RangeError('a step changes an element that is not there');
    list[place] = merged(old, patch);
  }
  return list;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON merge patch; undefined when nothing differs. Documents hold no null, so it can tell every difference. */
function mergePatch(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (isObject(old) && isObject(value)) {
      const inner = mergePatch(old, value);
      if (inner) patch[name] = inner;
    } else if (!equal(old, value)) patch[name] = value;
  }
  for (const name of Object.keys(before)) if (after[name] === undefined) patch[name] = null;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

function merged(before: JsonObject, patch: JsonObject): JsonObject {
  const after = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(patch)) {
    const old = after.get(name);
    if (value === null) after.delete(name);
    else after.set(name, isObject(value) ? merged(isObject(old) ? old : {}, value) : value);
  }
  return Object.fromEntries(after);
}
