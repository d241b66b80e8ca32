/**
 * A capture as the documented JSON (FORMAT.md beside this file). Addresses and offsets are hexadecimal strings,
 * ends are exclusive, and what is unknown is left out: an absent figure is not a zero.
 */
import { formatAddress } from '../contract/address.ts';
import {
  missingFigure,
  type Capture,
  type CaptureSource,
  type MappingColumns,
  type ProcessFacts,
  type RegionDetail,
  type SmapsColumns,
  type UnknownFact,
} from '../contract/capture.ts';
import { certainties, kindIds } from '../contract/kinds.ts';
import { ruleIds, type Fact, type RuleId } from '../contract/verdict.ts';
import { mappingDevice, mappingInode, permissionText, stackUse, vmFlagText } from '../contract/rows.ts';
import { asPageNumber, pageBytes } from '../contract/units.ts';
import { rulesVersion } from '../classify/rulesVersion.ts';
import { rolesOf } from '../read/roles.ts';
import { phraseText } from '../words/arguments.ts';
import { objectLabel, regionLabel } from '../words/labels.ts';
import { noteText } from '../words/notes.ts';
import { factSentence } from '../words/sentences.ts';
import { carriedByPlace, restoreCarried } from './carried.ts';
import { partHeads, partWriters } from './parts/json.ts';
import { factsJson, labelJson, noteJson, phraseJson } from './verdictJson.ts';

/** The value of `format` in every capture file. */
export const captureFormat = 'procatlas-capture';
/** Raised when a reader of the old format would misread the new one; new optional fields do not raise it. */
export const captureFormatVersion = 2;

/** A JSON object whose absent fields are simply not there. */
export type JsonObject = Record<string, unknown>;

/** Everything but the two long lists, in the order of the document. */
export function captureHead(capture: Capture): JsonObject {
  const { machine, consistency, source } = capture;
  const known = knownTo(source);
  const head = {
    format: captureFormat,
    version: captureFormatVersion,
    rulesVersion: capture.rulesVersion ?? rulesVersion,
    ...(source ? { source: { format: source.format, name: source.name, unknown: source.unknown } } : {}),
    process: processJson(capture.process, known),
    ...known('time', { takenAt: new Date(capture.takenAt).toISOString() }),
    stage: capture.stage,
    sequence: capture.sequence,
    costMs: capture.cost,
    ...known('machine', { kernel: machine.kernel }),
    ...(source ? {} : { architecture: machine.architecture }),
    ...known('pageSize', { pageSize: machine.pageSize }),
    ...present({
      maxMapCount: machine.maxMapCount,
      mmapMinAddress: machine.mmapMinAddress,
      randomizeVaSpace: machine.randomizeVaSpace,
    }),
    access: capture.access.map(({ file, status, why, remedy, bytes, cost }) => ({
      file,
      status,
      ...present({ why, remedy }),
      bytes,
      costMs: cost,
    })),
    consistency: {
      state: consistency.state,
      retries: consistency.retries,
      notes: consistency.notes.map(noteText),
      ...(consistency.notes.length > 0 ? { facts: consistency.notes.map(noteJson) } : {}),
    },
    ...(capture.notes ? notesJson(capture, capture.notes) : {}),
    ...(capture.pins && capture.pins.length > 0
      ? { pins: capture.pins.map(({ at, name }) => ({ at: formatAddress(at), name })) }
      : {}),
    ...present({ remark: capture.remark }),
    ...(capture.smaps
      ? {
          figures: {
            ...(capture.figuresTakenAt === undefined
              ? {}
              : { takenAt: new Date(capture.figuresTakenAt).toISOString() }),
            keys: capture.smaps.keys,
          },
        }
      : {}),
    ...partHeads(capture),
  };
  restoreCarried(head, carriedByPlace(capture.carried).get('head'), 0);
  return head;
}

function notesJson(capture: Capture, notes: readonly Fact[]): JsonObject {
  const said = factsJson(notes, (note) => factSentence(capture, note, -1));
  return { notes: said.facts, notesInWords: said.sentences };
}

/** Keeps fields whose fact the source of the capture could tell: what is unknown is absent. */
type Known = (fact: UnknownFact, fields: JsonObject) => JsonObject;
const knownTo =
  (source: CaptureSource | undefined): Known =>
  (fact, fields) =>
    source?.unknown.includes(fact) ? {} : fields;

/** One mapping after the other, each with its figures and regions, so that a large capture can be written piecewise. */
export function* mappingJsons(capture: Capture): Generator<JsonObject> {
  const { mappings, smaps, regions, source } = capture;
  const known = knownTo(source);
  const withoutPermissions = new Set(source?.unknownPermissions);
  const carried = carriedByPlace(capture.carried);
  const roles = rolesOf(capture);
  const rawNames = new Map(mappings.rawNames.map(({ name, bytes }) => [name, bytes]));
  const details = new Map(capture.regions.details.map((detail) => [detail.region, detail]));
  const besides = partWriters(capture);
  let region = 0;
  for (let row = 0; row < mappings.length; row++) {
    const own: JsonObject[] = [];
    for (; region < regions.length && regions.mapping[region] === row; region++) {
      own.push(regionJson(capture, region, details.get(region), roles.regions[region]));
    }
    const json: JsonObject = {
      ...mappingJson(mappings, row, rawNames, withoutPermissions.has(row) ? withoutOwn(known) : known),
      ...(smaps ? figuresJson(smaps, row) : {}),
    };
    for (const write of besides) write(json, row);
    json.regions = own;
    restoreCarried(json, carried.get(`mappings ${row}`), 2);
    yield json;
  }
}

/** The same, for a row whose own permissions are unknown. */
const withoutOwn =
  (known: Known): Known =>
  (fact, fields) =>
    fact === 'permissions' ? {} : known(fact, fields);

/** Objects, numbered; regions refer to them by `id`. */
export function objectJsons(capture: Capture): JsonObject[] {
  const places = carriedByPlace(capture.carried);
  const roles = rolesOf(capture);
  return capture.objects.map(({ kind, label, guess, key, role, path, tid }, id) => {
    const json = {
      id,
      kind,
      label: objectLabel(capture, id),
      form: labelJson(label),
      key,
      ...present({ guess, role, path, tid, place: roles.objects[id] }),
    };
    restoreCarried(json, places.get(`objects ${id}`), 2);
    return json;
  });
}

/** The whole document as one value. */
export const captureToJson = (capture: Capture): JsonObject => ({
  ...captureHead(capture),
  mappings: [...mappingJsons(capture)],
  objects: objectJsons(capture),
});

/**
 * The whole document as text, in pieces of at most a few kilobytes, one mapping a line: a capture of a million
 * mappings exceeds the longest string there can be, and lines make two files comparable with ordinary tools.
 */
export function* captureJsonText(capture: Capture): Generator<string> {
  yield `${JSON.stringify(captureHead(capture)).slice(0, -1)},\n"mappings":[`;
  let separator = '\n';
  for (const mapping of mappingJsons(capture)) {
    yield separator + JSON.stringify(mapping);
    separator = ',\n';
  }
  yield '],\n"objects":[';
  separator = '\n';
  for (const object of objectJsons(capture)) {
    yield separator + JSON.stringify(object);
    separator = ',\n';
  }
  yield ']}\n';
}

/** The fields that are known. */
function present(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A page number out of a column, as an address. */
const address = (page: number): string => formatAddress(asPageNumber(page));

function processJson(process: ProcessFacts, known: Known): JsonObject {
  const { identity, threads, addresses, exe, user } = process;
  return {
    ...known('pid', { pid: identity.pid }),
    ...known('startTime', { startTime: identity.startTime }),
    ...(identity.bootId === '' ? {} : { bootId: identity.bootId }),
    ...known('name', { comm: process.comm }),
    ...known('cmdline', { cmdline: process.cmdline }),
    ...present({ exe }),
    ...known('parent', { ppid: process.ppid }),
    ...known('user', { uid: process.uid }),
    ...present({ user }),
    ...known('state', { state: process.state }),
    kernelThread: process.kernelThread,
    ...known('threads', { threadCount: process.threadCount }),
    threads: threads.map(({ tid, name, innerTid, state, stackPointer }) => ({
      tid,
      name,
      ...present({ innerTid }),
      state,
      ...(stackPointer === undefined ? {} : { stackPointer: address(stackPointer) }),
    })),
    status: process.statusFigures,
    ...present({ cgroup: process.cgroup }),
    limits: process.limits.map(({ name, soft, hard, unit }) => ({ name, ...present({ soft, hard }), unit })),
    auxv: process.auxv.map(({ type, name, value }) => ({ type, name, value })),
    ...(addresses
      ? { addresses: Object.fromEntries(Object.entries(addresses).map(([key, page]) => [key, address(Number(page))])) }
      : {}),
  };
}

function mappingJson(
  mappings: MappingColumns,
  row: number,
  rawNames: Map<number, Uint8Array>,
  known: Known,
): JsonObject {
  const name = mappings.name[row] ?? 0;
  const raw = rawNames.get(name);
  return {
    start: address(mappings.start[row] ?? 0),
    end: address(mappings.end[row] ?? 0),
    ...known('permissions', { perms: permissionText(mappings.perms[row] ?? 0) }),
    ...known('offset', { offset: address(mappings.offset[row] ?? 0) }),
    ...known('device', { dev: mappingDevice(mappings, row) }),
    ...known('inode', { inode: inodeJson(mappingInode(mappings, row)) }),
    name: mappings.names[name] ?? '',
    ...(raw ? { nameBase64: Buffer.from(raw).toString('base64') } : {}),
  };
}

/** A number, or a decimal string where a double would round (inodes have 64 bits). */
function inodeJson(inode: bigint): number | string {
  return inode <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(inode) : inode.toString();
}

function figuresJson(smaps: SmapsColumns, row: number): JsonObject {
  const figures: [string, number][] = [];
  smaps.columns.forEach((column, key) => {
    const value = column[row];
    const missing = column instanceof Float64Array ? Number.isNaN(value) : value === missingFigure;
    const name = smaps.keys[key];
    if (value !== undefined && name !== undefined && !missing) figures.push([name, value]);
  });
  const flags = vmFlagText(smaps, row);
  return {
    smaps: Object.fromEntries(figures),
    ...(flags === '' ? {} : { vmFlags: flags.split(' ') }),
  };
}

function regionJson(
  capture: Capture,
  region: number,
  detail: RegionDetail | undefined,
  role: string | undefined,
): JsonObject {
  const { regions } = capture;
  const object = regions.object[region] ?? -1;
  const form = regions.labels[regions.label[region] ?? 0];
  const facts = regions.factSets[regions.facts[region] ?? 0] ?? [];
  const said = factsJson(facts, (one) => factSentence(capture, one, region));
  const json: JsonObject = {
    start: address(regions.start[region] ?? 0),
    end: address(regions.end[region] ?? 0),
    kind: kindIds[regions.kind[region] ?? 0],
    certainty: certainties[regions.certainty[region] ?? 0],
    ...ruleJson(ruleIds[regions.rule[region] ?? 0]),
    label: regionLabel(capture, region),
    ...(form ? { form: labelJson(form) } : {}),
    evidence: said.sentences,
    facts: said.facts,
    ...(role === undefined ? {} : { role }),
    ...(object < 0 ? {} : { object }),
  };
  if (!detail) return json;
  const { guards, guardsRegion, thread, stackSize, stackTop, runtime } = detail;
  return {
    ...json,
    ...present({ guardsRegion, stackSize, runtime }),
    ...(thread ? { thread: ownerJson(capture, thread.tid) } : {}),
    ...useJson(capture, region),
    ...(guards === undefined ? {} : { guards: phraseText(capture, guards), guardsForm: phraseJson(guards) }),
    ...(stackTop === undefined ? {} : { stackTop: address(stackTop) }),
  };
}

/** Which rule spoke; absent where a file did not say, or said a name that is carried and put back. */
const ruleJson = (rule: RuleId | undefined): JsonObject => (rule === undefined || rule === 'told' ? {} : { rule });

/** Whose a stack or block is; the name is that of the thread now. */
function ownerJson({ process }: Capture, tid: number | undefined): JsonObject {
  const name = process.threads.find((thread) => thread.tid === tid)?.name;
  return present({ tid, name });
}

/** How deep a stack is, for scripts; it follows from the thread's stack pointer and is not read back. */
function useJson(capture: Capture, region: number): JsonObject {
  const use = stackUse(capture, region);
  return use ? { stackDepth: Math.round(use.depth * pageBytes), stackPointer: address(use.pointer) } : {};
}
