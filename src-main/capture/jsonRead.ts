/**
 * The way back from the documented JSON to a capture. The value may come from anywhere: everything is checked, what
 * does not fit becomes a Failure that says where, and nothing here throws or loops on hostile input.
 */
import { rulesVersion } from '../classify/rulesVersion.ts';
import type { Outcome } from '../contract/calls.ts';
import { longestPinName, longestRemark, mostPins, unknownFacts } from '../contract/capture.ts';
import type {
  AccessEntry,
  Capture,
  CaptureSource,
  Consistency,
  MappedObject,
  MachineFacts,
  ModuleRole,
  ObjectKind,
  Pin,
  SourceFormat,
} from '../contract/capture.ts';
import { asBytes, asEpochMilliseconds, asMilliseconds, asTid, pageBytes } from '../contract/units.ts';
import {
  amount,
  Fields,
  flag,
  FormatError,
  list,
  misfit,
  moment,
  oneOf,
  page,
  text,
  whole,
  type Decoder,
} from './decode.ts';
import { partNames, takenAtField } from '../contract/parts/table.ts';
import { captureFormat, captureFormatVersion } from './json.ts';
import { labelOfVersion1, noteOfWords } from './upgrade.ts';
import { readFacts, readLabel, readNotes, textsIn } from './verdictJson.ts';
import { CarriedFields } from './carried.ts';
import { TextRoom } from './distinct.ts';
import { FactFields, readProcess } from './jsonProcess.ts';
import { MappingTables } from './jsonRows.ts';

/** The capture that a parsed JSON document describes. Fields that this version does not know are carried along. */
export function captureFromJson(value: unknown): Outcome<Capture> {
  return withFormatErrors(() => {
    const document = new Fields(value, 'the document');
    const parts = new DocumentParts();
    for (const [name, item] of document.entries((part) => part)) {
      if (name !== 'mappings' && name !== 'objects') parts.member(name, item);
      else for (const each of list((part) => part)(item, name)) parts.element(name, each);
    }
    return parts.finish();
  });
}

/** Runs a decoder and turns what it throws into the sentences for a file that cannot be read. */
export function withFormatErrors<T>(run: () => Outcome<T>): Outcome<T> {
  try {
    return run();
  } catch (error) {
    if (error instanceof FormatError) return invalid(error.message);
    throw error;
  }
}

const invalid = (why: string): Outcome<never> => ({
  ok: false,
  code: 'invalid',
  message: 'This is not a capture that Procatlas can read.',
  why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  remedy: 'Save the capture again, or choose another file.',
});

/** Version of the rules that made files which do not say so. */
const firstRules = 1;
/** Objects of one capture: a module, thread, arena or file each; every mapping can be one at most twice. */
const objectLimit = 2_097_152;

/**
 * A capture document that arrives in parts, in any order: the members of its head, and the elements of its two long
 * lists one at a time. Nothing of the parts is kept but what becomes columns. Throws FormatError.
 */
export class DocumentParts {
  private readonly head = new Map<string, unknown>();
  private readonly room = new TextRoom();
  private readonly tables = new MappingTables(this.room);
  private readonly objects: MappedObject[] = [];
  private readonly carried = new CarriedFields();
  private readonly lists = { mappings: 0, objects: 0 };

  /** A member of the document other than the two lists. */
  member(name: string, value: unknown): void {
    if (this.head.has(name)) misfit(`the document’s ${name.slice(0, 40)}`, 'there only once');
    this.head.set(name, this.carried.member(name, value));
  }

  /** The next element of a list. */
  element(list: 'mappings' | 'objects', value: unknown): void {
    const index = this.lists[list]++;
    this.carried.element(list, index, value);
    if (list === 'mappings') this.tables.add(value);
    else if (index >= objectLimit) misfit('objects', `a list of at most ${objectLimit} objects`);
    else {
      const object = readObject(value, `object ${index}`);
      const texts = textsIn(object.label.args).reduce((sum, one) => sum + one.length, 0);
      this.room.take(texts + object.key.length + (object.path?.length ?? 0));
      this.objects.push(object);
    }
  }

  /** The capture. */
  finish(): Outcome<Capture> {
    const document = new Fields(Object.fromEntries(this.head), 'the document');
    if (document.orElse('format', text, '') !== captureFormat) {
      return invalid('it does not carry the format name "procatlas-capture"');
    }
    const version = document.need('version', whole);
    if (version > captureFormatVersion) {
      return {
        ok: false,
        code: 'version',
        message: 'This capture was written by a newer Procatlas.',
        why: `It has format version ${version}; this program reads up to version ${captureFormatVersion}.`,
        remedy: 'Open it with the newer program.',
      };
    }
    return { ok: true, value: this.capture(document) };
  }

  private capture(document: Fields): Capture {
    const { figures } = document.may('figures', readKeys);
    const heads = partNames.flatMap((name) => {
      const { [name]: head } = document.may(name, readKeys);
      return head ? [[name, head] as const] : [];
    });
    const { source } = document.may('source', readSource);
    const facts = new FactFields(source);
    const rows = this.tables.finish(
      {
        ...(figures ? { smaps: figures.keys } : {}),
        ...Object.fromEntries(heads.map(([name, { keys }]) => [name, keys])),
      },
      this.objects.length,
      source?.unknown ?? [],
    );
    const { withoutPermissions } = this.tables;
    const single = withoutPermissions.length > 0 && !source?.unknown.includes('permissions');
    const rules = document.orElse('rulesVersion', whole, firstRules);
    const carried = this.carried.fields();
    const words = document.orElse('notesInWords', list(text), []);
    const notes = document.orElse('notes', readFacts(words), []);
    const pins = document.orElse('pins', readPins, []);
    return {
      sequence: document.orElse('sequence', whole, 1),
      stage: document.orElse('stage', oneOf(['maps', 'complete'] as const), 'complete'),
      takenAt: asEpochMilliseconds(facts.need(document, 'time', 'takenAt', moment, 0)),
      ...(figures?.takenAt === undefined ? {} : { figuresTakenAt: asEpochMilliseconds(figures.takenAt) }),
      ...Object.fromEntries(
        heads.flatMap(([name, { takenAt }]) =>
          takenAt === undefined ? [] : [[takenAtField(name), asEpochMilliseconds(takenAt)] as const],
        ),
      ),
      process: document.need('process', (value, at) => readProcess(value, at, facts)),
      machine: readMachine(document, facts),
      access: document.need('access', list(readAccess)),
      consistency: document.need('consistency', readConsistency),
      cost: asMilliseconds(document.orElse('costMs', amount, 0)),
      objects: this.objects,
      ...rows,
      ...(notes.length > 0 ? { notes } : {}),
      ...(pins.length > 0 ? { pins } : {}),
      ...document.may('remark', readRemark),
      ...(source ? { source: { ...source, ...(single ? { unknownPermissions: withoutPermissions } : {}) } } : {}),
      ...(rules === rulesVersion ? {} : { rulesVersion: rules }),
      ...(carried.length > 0 ? { carried } : {}),
    };
  }
}

const readPins: Decoder<readonly Pin[]> = (value, at) => {
  const pins = list((item, place): Pin => {
    const fields = new Fields(item, place);
    return { at: fields.need('at', page), name: fields.orElse('name', ownWords(longestPinName), '') };
  })(value, at);
  return pins.length <= mostPins ? pins : misfit(at, `a list of at most ${mostPins} pins`);
};

/** What a person wrote: shown as it is, so its length is bounded. */
const ownWords =
  (most: number): Decoder<string> =>
  (value, at) => {
    const written = text(value, at);
    return written.length <= most ? written : misfit(at, `at most ${most} characters`);
  };
const readRemark = ownWords(longestRemark);

/** The keys of a table of figures, and when they were read. */
const readKeys = (value: unknown, at: string): { readonly keys: readonly string[]; readonly takenAt?: number } => {
  const fields = new Fields(value, at);
  return { keys: fields.need('keys', list(text)), ...fields.may('takenAt', moment) };
};

const sourceFormats = [
  'maps',
  'smaps',
  'pmap',
  'pmap -x',
  'pmap -d',
  'pmap -X',
  'pmap -XX',
  'gdb info proc mappings',
  'gdb info files',
  'lldb memory region',
  'pwndbg vmmap',
  'gef vmmap',
  'Android tombstone',
  'procatlas pmap',
  'ELF core',
  'smemcap tar',
] as const satisfies readonly SourceFormat[];

const readSource: Decoder<CaptureSource> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    format: fields.need('format', oneOf(sourceFormats)),
    name: fields.need('name', text),
    unknown: fields.need('unknown', list(oneOf(unknownFacts))),
  };
};

function readMachine(document: Fields, facts: FactFields): MachineFacts {
  return {
    kernel: facts.need(document, 'machine', 'kernel', text, ''),
    architecture: document.orElse('architecture', text, ''),
    pageSize: asBytes(facts.need(document, 'pageSize', 'pageSize', whole, pageBytes)),
    ...document.may('maxMapCount', whole),
    ...document.may('mmapMinAddress', (value, at) => asBytes(whole(value, at))),
    ...document.may('randomizeVaSpace', whole),
  };
}

const readAccess: Decoder<AccessEntry> = (value, at) => {
  const fields = new Fields(value, at);
  return {
    file: fields.need('file', text),
    status: fields.need('status', oneOf(['read', 'refused', 'absent'] as const)),
    ...fields.may('why', text),
    ...fields.may('remedy', text),
    bytes: asBytes(fields.orElse('bytes', amount, 0)),
    cost: asMilliseconds(fields.orElse('costMs', amount, 0)),
  };
};

const readConsistency: Decoder<Consistency> = (value, at) => {
  const fields = new Fields(value, at);
  const sentences = fields.orElse('notes', list(text), []);
  return {
    state: fields.need('state', oneOf(['consistent', 'moving'] as const)),
    retries: fields.orElse('retries', whole, 0),
    notes: fields.orElse('facts', readNotes(sentences), sentences.map(noteOfWords)),
  };
};

const objectKinds = [
  'module',
  'thread',
  'main-stack',
  'heap',
  'arena',
  'allocation',
  'shared-memory',
  'file',
  'runtime',
  'kernel',
  'device',
] as const satisfies readonly ObjectKind[];

const moduleRoles = ['program', 'loader', 'library'] as const satisfies readonly ModuleRole[];

const readObject: Decoder<MappedObject> = (value, at) => {
  const fields = new Fields(value, at);
  const words = fields.need('label', text);
  return {
    kind: fields.need('kind', oneOf(objectKinds)),
    label: fields.orElse('form', (form, place) => readLabel(form, place, words), labelOfVersion1(words)),
    ...(fields.orElse('guess', flag, false) ? { guess: true as const } : {}),
    key: fields.orElse('key', text, words),
    ...fields.may('role', oneOf(moduleRoles)),
    ...fields.may('path', text),
    ...fields.may('tid', (tid, place) => asTid(whole(tid, place))),
  };
};
