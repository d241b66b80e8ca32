/** The mapping rows of a capture document, one at a time, back into columns: addresses, names, figures, regions. */
import {
  permissionBits,
  type Capture,
  type MappingColumns,
  type RawName,
  type RegionColumns,
  type RegionDetail,
  type UnknownFact,
} from '../contract/capture.ts';
import { certainties, kindIds } from '../contract/kinds.ts';
import type { PartName } from '../contract/parts/table.ts';
import { asBytes, asPageNumber, asTid } from '../contract/units.ts';
import { amount, base64, Fields, list, misfit, oneOf, page, text, whole, type Decoder } from './decode.ts';
import { Distinct, type TextRoom } from './distinct.ts';
import {
  factKey,
  formKey,
  phrase,
  ruleIds,
  type Fact,
  type Label,
  type Phrase,
  type RuleId,
} from '../contract/verdict.ts';
import { FigureRows } from './jsonFigures.ts';
import { PartRows } from './parts/json.ts';
import { regionOfVersion1 } from './upgrade.ts';
import { readFacts, readLabel, readPhrase, textsIn } from './verdictJson.ts';
import { rowLimit } from './limits.ts';

/**
 * Takes the mappings of a document one after the other and makes tables of them. Throws FormatError with
 * the place of the first thing that does not fit.
 */
export class MappingTables {
  private readonly mappings: MappingRows;
  private readonly figures: FigureRows;
  private readonly parts: PartRows;
  private readonly regions: RegionRows;
  private length = 0;

  constructor(room: TextRoom) {
    this.mappings = new MappingRows(room);
    this.figures = new FigureRows(room);
    this.parts = new PartRows(room);
    this.regions = new RegionRows(room);
  }

  add(value: unknown): void {
    const row = this.length;
    if (row >= rowLimit) misfit('mappings', `a list of at most ${rowLimit} mappings`);
    const fields = new Fields(value, `mapping ${row}`);
    const { start, end } = this.mappings.add(row, fields);
    this.figures.add(row, fields);
    this.parts.add(row, fields);
    this.regions.add(
      row,
      start,
      end,
      fields.need(
        'regions',
        list((item, at) => new Fields(item, at)),
      ),
    );
    this.length += 1;
  }

  /** Rows without permissions; more than none only in an import, which {@link finish} makes sure of. */
  get withoutPermissions(): readonly number[] {
    return this.mappings.withoutPermissions;
  }

  /**
   * The tables; smaps and parts when the document has the keys of their figures. `unknown` are the facts that the capture's source
   * could not tell: only their fields may be missing.
   */
  finish(
    keys: Readonly<Partial<Record<'smaps' | PartName, readonly string[]>>>,
    objectCount: number,
    unknown: readonly UnknownFact[],
  ): Pick<Capture, 'mappings' | 'smaps' | 'regions' | PartName> {
    this.mappings.check(unknown);
    return {
      mappings: this.mappings.columns(this.length),
      ...(keys.smaps ? { smaps: this.figures.columns(this.length, keys.smaps) } : {}),
      ...this.parts.tables(this.length, keys),
      regions: this.regions.columns(objectCount),
    };
  }
}

/** A longer array with the same beginning. */
function grown<T extends Float64Array | Uint32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

const permissions: Decoder<number> = (value, at) => {
  const letters = text(value, at);
  if (!/^[r-][w-][x-][sp]$/.test(letters)) misfit(at, 'permissions such as "rw-p"');
  return (
    (letters.startsWith('r') ? permissionBits.read : 0) |
    (letters[1] === 'w' ? permissionBits.write : 0) |
    (letters[2] === 'x' ? permissionBits.execute : 0) |
    (letters[3] === 's' ? permissionBits.shared : 0)
  );
};

const device: Decoder<readonly [number, number]> = (value, at) => {
  const match = /^([0-9a-f]{1,8}):([0-9a-f]{1,8})$/.exec(text(value, at));
  if (!match?.[1] || !match[2]) misfit(at, 'a device such as "fe:00"');
  return [Number.parseInt(match[1], 16), Number.parseInt(match[2], 16)];
};

const inode: Decoder<bigint> = (value, at) => {
  if (typeof value === 'number') return BigInt(whole(value, at));
  const digits = text(value, at);
  const number = /^\d{1,20}$/.test(digits) ? BigInt(digits) : -1n;
  return number < 0n || number >= 1n << 64n ? misfit(at, 'an inode number') : number;
};

class MappingRows {
  readonly withoutPermissions: number[] = [];
  /** Where each fact was missing first. */
  private readonly missing = new Map<UnknownFact, string>();
  private readonly names: Distinct<string>;
  private readonly rawNames: RawName[] = [];
  private capacity = 1024;
  private start = new Float64Array(this.capacity);
  private end = new Float64Array(this.capacity);
  private perms = new Uint8Array(this.capacity);
  private offset = new Float64Array(this.capacity);
  private major = new Uint32Array(this.capacity);
  private minor = new Uint32Array(this.capacity);
  private inodeLow = new Uint32Array(this.capacity);
  private inodeHigh = new Uint32Array(this.capacity);
  private name = new Uint32Array(this.capacity);

  constructor(room: TextRoom) {
    this.names = new Distinct(room);
    this.names.number('', '');
  }

  add(row: number, fields: Fields): { start: number; end: number } {
    if (row >= this.capacity) this.grow();
    const start = fields.need('start', page);
    const end = fields.need('end', page);
    if (end <= start) misfit(`${fields.at}.end`, 'above the start');
    if (row > 0 && start < (this.end[row - 1] ?? 0)) {
      misfit(`${fields.at}.start`, 'at or above the end of the mapping before it');
    }
    this.start[row] = start;
    this.end[row] = end;
    const { perms } = fields.may('perms', permissions);
    if (perms === undefined) this.withoutPermissions.push(row);
    this.perms[row] = perms ?? 0;
    this.offset[row] = this.known(fields, 'offset', 'offset', page, asPageNumber(0));
    const [major, minor] = this.known(fields, 'device', 'dev', device, [0, 0]);
    this.major[row] = major;
    this.minor[row] = minor;
    const number = this.known(fields, 'inode', 'inode', inode, 0n);
    this.inodeLow[row] = Number(number & 0xffff_ffffn);
    this.inodeHigh[row] = Number(number >> 32n);
    this.name[row] = this.nameNumber(fields);
    return { start, end };
  }

  columns(length: number): MappingColumns {
    return {
      length,
      start: this.start.slice(0, length),
      end: this.end.slice(0, length),
      perms: this.perms.slice(0, length),
      offset: this.offset.slice(0, length),
      major: this.major.slice(0, length),
      minor: this.minor.slice(0, length),
      inodeLow: this.inodeLow.slice(0, length),
      inodeHigh: this.inodeHigh.slice(0, length),
      name: this.name.slice(0, length),
      names: this.names.items,
      rawNames: this.rawNames,
    };
  }

  /** Throws when a field is missing that the source of the capture could tell. */
  check(unknown: readonly UnknownFact[]): void {
    for (const [fact, at] of this.missing) if (!unknown.includes(fact)) misfit(at, 'present');
    const [row] = this.withoutPermissions;
    // Single rows without permissions come from core files, which never tell what is shared.
    if (row !== undefined && !unknown.includes('permissions') && !unknown.includes('sharing')) {
      misfit(`mapping ${row}.perms`, 'present');
    }
  }

  private known<T>(fields: Fields, fact: UnknownFact, name: string, decode: Decoder<T>, standIn: T): T {
    const value = fields.may(name, decode)[name];
    if (value !== undefined) return value;
    if (!this.missing.has(fact)) this.missing.set(fact, `${fields.at}.${name}`);
    return standIn;
  }

  private grow(): void {
    this.capacity *= 2;
    const size = this.capacity;
    this.start = grown(this.start, new Float64Array(size));
    this.end = grown(this.end, new Float64Array(size));
    this.perms = grown(this.perms, new Uint8Array(size));
    this.offset = grown(this.offset, new Float64Array(size));
    this.major = grown(this.major, new Uint32Array(size));
    this.minor = grown(this.minor, new Uint32Array(size));
    this.inodeLow = grown(this.inodeLow, new Uint32Array(size));
    this.inodeHigh = grown(this.inodeHigh, new Uint32Array(size));
    this.name = grown(this.name, new Uint32Array(size));
  }

  private nameNumber(fields: Fields): number {
    const name = fields.need('name', text);
    const { nameBase64 } = fields.may('nameBase64', text);
    const before = this.names.items.length;
    const number = this.names.number(nameBase64 === undefined ? name : `${name}\0${nameBase64}`, name);
    if (nameBase64 !== undefined && number === before) {
      this.rawNames.push({ name: number, bytes: base64(nameBase64, `${fields.at}.nameBase64`) });
    }
    return number;
  }
}

class RegionRows {
  private highestObject = -1;
  private readonly start: number[] = [];
  private readonly end: number[] = [];
  private readonly mapping: number[] = [];
  private readonly kind: number[] = [];
  private readonly certainty: number[] = [];
  private readonly label: number[] = [];
  private readonly object: number[] = [];
  private readonly rule: number[] = [];
  private readonly facts: number[] = [];
  private readonly labels: Distinct<Label>;
  private readonly factSets: Distinct<readonly Fact[]>;
  private readonly details: RegionDetail[] = [];

  private readonly room: TextRoom;

  constructor(room: TextRoom) {
    this.room = room;
    this.labels = new Distinct(room);
    this.factSets = new Distinct(room);
  }

  /** Adds the regions of one mapping, which they must cover exactly. */
  add(mapping: number, start: number, end: number, regions: readonly Fields[]): void {
    let reached = start;
    for (const fields of regions) {
      const from = fields.need('start', page);
      const to = fields.need('end', page);
      if (from !== reached || to <= from) misfit(fields.at, 'the continuation of the region before it');
      reached = to;
      this.start.push(from);
      this.end.push(to);
      this.mapping.push(mapping);
      this.addContent(fields);
    }
    if (reached !== end) misfit(`mapping ${mapping}`, 'covered exactly by its regions');
  }

  private addContent(fields: Fields): void {
    this.kind.push(kindIds.indexOf(fields.need('kind', oneOf(kindIds))));
    this.certainty.push(certainties.indexOf(fields.need('certainty', oneOf(certainties))));
    const words = fields.orElse('label', text, '');
    const sentences = fields.need('evidence', list(text));
    const told = regionOfVersion1(words, sentences);
    const label = fields.orElse('form', (value, at) => readLabel(value, at, words), told.label);
    this.label.push(this.labels.number(formKey(label), label));
    const facts = fields.orElse('facts', readFacts(sentences), told.facts);
    this.facts.push(this.factSets.number(facts.map(factKey).join('\n'), facts));
    this.rule.push(ruleIds.indexOf(fields.orElse('rule', ruleOf, 'told')));
    const { object } = fields.may('object', whole);
    this.highestObject = Math.max(this.highestObject, object ?? -1);
    this.object.push(object ?? -1);
    const detail = {
      ...guardsOf(fields),
      ...fields.may('guardsRegion', whole),
      ...fields.may('thread', readOwner),
      ...fields.may('stackSize', (value, at) => asBytes(amount(value, at))),
      ...fields.may('stackTop', page),
      ...fields.may('runtime', text),
    };
    const { guards, runtime = '' } = detail;
    this.room.take(runtime.length + textsIn(guards?.args ?? {}).reduce((sum, one) => sum + one.length, 0));
    if (Object.keys(detail).length > 0) this.details.push({ region: this.start.length - 1, ...detail });
  }

  columns(objectCount: number): RegionColumns {
    if (this.highestObject >= objectCount) misfit(`object ${this.highestObject}`, 'the id of an object');
    const stray = this.details.find(({ guardsRegion }) => (guardsRegion ?? 0) >= Math.max(1, this.start.length));
    if (stray) misfit(`region ${stray.region}.guardsRegion`, 'the number of a region');
    return {
      length: this.start.length,
      start: Float64Array.from(this.start),
      end: Float64Array.from(this.end),
      mapping: Uint32Array.from(this.mapping),
      kind: Uint8Array.from(this.kind),
      certainty: Uint8Array.from(this.certainty),
      label: Uint32Array.from(this.label),
      labels: this.labels.items,
      object: Int32Array.from(this.object),
      rule: Uint8Array.from(this.rule),
      facts: Uint32Array.from(this.facts),
      factSets: this.factSets.items,
      details: this.details,
    };
  }
}

/** A rule of a newer program is nobody’s here; the field is carried ({@link module:capture/carried}). */
const ruleOf: Decoder<RuleId> = (value, at) => {
  const name = text(value, at);
  return ruleIds.find((id) => id === name) ?? 'told';
};

const readOwner: Decoder<NonNullable<RegionDetail['thread']>> = (value, at) => {
  const fields = new Fields(value, at);
  return fields.may('tid', (tid, place) => asTid(whole(tid, place)));
};

/** What a guard guards: a phrase, or the words of version 1. */
function guardsOf(fields: Fields): { readonly guards?: Phrase } {
  const { guards } = fields.may('guards', text);
  const { guardsForm } = fields.may('guardsForm', (value, at) => readPhrase(value, at, guards ?? ''));
  const said = guardsForm ?? (guards === undefined ? undefined : phrase('told', { text: guards }));
  return said === undefined ? {} : { guards: said };
}
