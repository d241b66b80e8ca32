/**
 * Facts over moments. Pure: what a fact says depends on the captures alone. A reference to something that is not
 * there is undefined, and so is whatever is computed from it; only `mapped(x) == no` speaks of absence.
 */
import { addressOf, parseAddress, pageNumberOf } from '../contract/address.ts';
import type { Capture, MappingIndex, RegionIndex } from '../contract/capture.ts';
import { certainties, kindIds, kindIndex, kinds, type KindId } from '../contract/kinds.ts';
import type { CheckedFact, LessonLabel } from '../contract/lesson.ts';
import { mappingDevice, mappingInode, mappingName, permissionText, rowAt, smapsFigure } from '../contract/rows.ts';
import { asPageNumber, pageBytes, type Address } from '../contract/units.ts';
import type { Argument, Expression, FactFunction, Sum, Term } from './expression.ts';
import { ownProgram, type LessonMoment } from './moment.ts';

/** A number (bytes, addresses, counts: they may need 64 bits), a word, or nothing. */
export type Value = bigint | string | undefined;

/** The moments of a lesson by the names of their steps, and the one a fact belongs to. */
export interface FactScene {
  readonly moments: ReadonlyMap<string, LessonMoment>;
  readonly step: string;
}

const isKind = (word: string): word is KindId => Object.hasOwn(kinds, word);

/** Evaluates one comparison; `holds` is undefined where a side is. */
export function evaluateFact(expression: Expression, scene: FactScene): CheckedFact {
  const left = evaluateSum(expression.left, scene);
  const right = evaluateSum(expression.right, scene);
  return {
    text: expression.text,
    holds: left === undefined || right === undefined ? undefined : holds(expression, left, right),
    left: valueText(left),
    right: valueText(right),
  };
}

function holds(
  { operator, tolerance }: Expression,
  left: bigint | string,
  right: bigint | string,
): boolean | undefined {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return undefined;
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '~': {
      const apart = left > right ? left - right : right - left;
      return apart <= (tolerance ?? 0n);
    }
  }
}

/** A sum of one term may be a word; words cannot be added. */
export function evaluateSum({ terms }: Sum, scene: FactScene): Value {
  const [only] = terms;
  // A word that stands alone and is a kind means the kind, whatever labels there are.
  if (terms.length === 1 && only?.term.type === 'word' && isKind(only.term.word)) return only.term.word;
  const values = terms.map(({ term }) => evaluateTerm(term, scene));
  if (values.length === 1 && only?.sign === 1) return values[0];
  let total = 0n;
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'bigint') return undefined;
    total += terms[index]?.sign === -1 ? -value : value;
  }
  return total;
}

function evaluateTerm(term: Term, { moments, step }: FactScene): Value {
  if (term.type === 'number') return term.value;
  const moment = moments.get(term.type === 'reference' ? (term.step ?? step) : step);
  if (term.type === 'word') {
    const label = moment && findLabel(moment, term.word);
    return label ? parseAddress(label.address) : term.word;
  }
  return moment && referenceValue(moment, term.process ?? ownProgram, term.function, term.arguments);
}

const findLabel = ({ said }: LessonMoment, name: string): LessonLabel | undefined =>
  said.labels.find(({ label }) => label === name);

/** A label's place in one process. */
interface Place {
  readonly moment: LessonMoment;
  readonly process: string;
  readonly capture: Capture;
  readonly label: LessonLabel;
  readonly address: Address;
  /** -1 where nothing is mapped. */
  readonly mapping: MappingIndex;
  readonly region: RegionIndex;
}

function placeOf(moment: LessonMoment, process: string, name: string): Place | undefined {
  const capture = moment.captures.get(process);
  const label = findLabel(moment, name);
  const address = label && parseAddress(label.address);
  if (!capture || !label || address === undefined) return undefined;
  const page = pageNumberOf(address);
  return {
    moment,
    process,
    capture,
    label,
    address,
    mapping: rowAt(capture.mappings, page),
    region: rowAt(capture.regions, page),
  };
}

function referenceValue(moment: LessonMoment, process: string, name: FactFunction, given: readonly Argument[]): Value {
  const capture = moment.captures.get(process);
  const [first, second] = given;
  if (name === 'value') return first?.type === 'label' ? saidValue(moment.said.values[first.label]) : undefined;
  if (!capture) return undefined;
  if (!first) return processFigure(capture, name);
  if (first.type === 'kind') return isKind(first.kind) ? kindFigure(capture, first.kind, name) : undefined;
  const place = argumentPlace(moment, process, first);
  if (!place) return undefined;
  if (second)
    return second.type === 'kind' ? undefined : pairValue(place, argumentPlace(moment, process, second), name);
  return labelValue(place, name);
}

/** What the program said; a plain number can be compared with others. */
const saidValue = (text: string | undefined): Value =>
  text !== undefined && /^-?\d{1,18}$/.test(text) ? BigInt(text) : text;

/** The place that an argument means: a label's, or that of the guard that guards a label's region. */
function argumentPlace(
  moment: LessonMoment,
  process: string,
  argument: Exclude<Argument, { type: 'kind' }>,
): Place | undefined {
  const place = placeOf(moment, process, argument.label);
  if (!place || argument.type === 'label') return place;
  const guard = guardOf(place);
  if (guard === undefined) return undefined;
  const { regions } = place.capture;
  const start = regions.start[guard] ?? 0;
  const end = regions.end[guard] ?? 0;
  const address = addressOf(asPageNumber(start));
  return {
    ...place,
    label: {
      label: `guard(${argument.label})`,
      address: `0x${address.toString(16)}`,
      bytes: (end - start) * pageBytes,
    },
    address,
    mapping: regions.mapping[guard] ?? -1,
    region: guard,
  };
}

/** The guard region whose detail points to the region of a place, or that lies directly below it. */
function guardOf({ capture: { regions }, region }: Place): RegionIndex | undefined {
  if (region < 0) return undefined;
  const named = regions.details.find(({ guardsRegion }) => guardsRegion === region);
  if (named) return named.region;
  const below = region - 1;
  const touches = below >= 0 && regions.end[below] === regions.start[region];
  return touches && regions.kind[below] === kindIndex.guard ? below : undefined;
}

const statusKeys: Partial<Record<FactFunction, string>> = { vmsize: 'VmSize', vmrss: 'VmRSS', vmpte: 'VmPTE' };

function processFigure({ process, mappings }: Capture, name: FactFunction): Value {
  if (name === 'threads') return BigInt(process.threadCount);
  if (name === 'mappings') return BigInt(mappings.length);
  const key = statusKeys[name];
  const figure = key === undefined ? undefined : process.statusFigures[key];
  return figure === undefined ? undefined : BigInt(figure) * 1024n;
}

/** Sums over all regions of a kind; RSS only where the regions are whole mappings, of which alone it is known. */
function kindFigure({ regions, mappings, smaps }: Capture, kind: KindId, name: FactFunction): Value {
  let count = 0n;
  let size = 0n;
  let rss: bigint | undefined = 0n;
  for (let region = 0; region < regions.length; region++) {
    if (regions.kind[region] !== kindIndex[kind]) continue;
    count++;
    const start = regions.start[region] ?? 0;
    const end = regions.end[region] ?? 0;
    size += BigInt(Math.round((end - start) * pageBytes));
    const mapping = regions.mapping[region] ?? 0;
    const whole = mappings.start[mapping] === start && mappings.end[mapping] === end;
    const figure = whole && smaps ? smapsFigure(smaps, 'Rss', mapping) : undefined;
    rss = rss === undefined || figure === undefined ? undefined : rss + BigInt(figure) * 1024n;
  }
  if (name === 'count') return count;
  return name === 'size' ? size : name === 'rss' ? rss : undefined;
}

function pairValue(first: Place, second: Place | undefined, name: FactFunction): Value {
  if (!second) return undefined;
  if (name === 'same') return first.region >= 0 && first.region === second.region ? 'yes' : 'no';
  return first.address > second.address ? first.address - second.address : second.address - first.address;
}

const smapsSums: Partial<Record<FactFunction, readonly string[]>> = {
  rss: ['Rss'],
  pss: ['Pss'],
  private: ['Private_Clean', 'Private_Dirty'],
  dirty: ['Private_Dirty', 'Shared_Dirty'],
  anon: ['Anonymous'],
  thp: ['AnonHugePages'],
};

const pageFigures = { present: 'present', exclusive: 'exclusive', filepages: 'file', swapped: 'swapped' } as const;
const isPageFigure = (name: FactFunction): name is keyof typeof pageFigures => Object.hasOwn(pageFigures, name);

function labelValue(place: Place, name: FactFunction): Value {
  const { capture, mapping, address } = place;
  if (name === 'address') return address;
  if (name === 'mapped') return mapping >= 0 ? 'yes' : 'no';
  if (mapping < 0) return undefined;
  if (isPageFigure(name)) return pageFigure(place, name);
  const sums = smapsSums[name];
  if (sums) return mappingFigure(capture, mapping, sums);
  return ofRows[name]?.(place);
}

const bytesOf = (table: { readonly start: Float64Array; readonly end: Float64Array }, row: number): bigint =>
  BigInt(Math.round(((table.end[row] ?? 0) - (table.start[row] ?? 0)) * pageBytes));

const ofRows: Partial<Record<FactFunction, (place: Place) => Value>> = {
  kind: ({ capture, region }) => kindIds[capture.regions.kind[region] ?? -1],
  certainty: ({ capture, region }) => certainties[capture.regions.certainty[region] ?? -1],
  perms: ({ capture, mapping }) => permissionText(capture.mappings.perms[mapping] ?? 0),
  file: ({ capture, mapping }) => mappingName(capture.mappings, mapping),
  inode: ({ capture, mapping }) =>
    `${mappingDevice(capture.mappings, mapping)} ${mappingInode(capture.mappings, mapping)}`,
  offset: ({ capture, mapping }) => BigInt(capture.mappings.offset[mapping] ?? 0) * BigInt(pageBytes),
  size: ({ capture, mapping }) => bytesOf(capture.mappings, mapping),
  span: ({ capture, region }) => bytesOf(capture.regions, region),
  guard: (place) => {
    const guard = guardOf(place);
    return guard === undefined ? undefined : addressOf(asPageNumber(place.capture.regions.start[guard] ?? 0));
  },
  frame: (place) => {
    const frame = pagesOf(place)?.frame;
    return frame === undefined ? undefined : BigInt(frame);
  },
};

function mappingFigure({ smaps }: Capture, mapping: MappingIndex, keys: readonly string[]): Value {
  if (!smaps) return undefined;
  let total = 0n;
  for (const key of keys) {
    const figure = smapsFigure(smaps, key, mapping);
    if (figure === undefined) return undefined;
    total += BigInt(figure) * 1024n;
  }
  return total;
}

const pagesOf = ({ moment, process, label }: Place) =>
  moment.pages.find((one) => one.process === process && one.label === label.label);

function pageFigure(place: Place, name: keyof typeof pageFigures): Value {
  const pages = pagesOf(place);
  return pages && BigInt(pages[pageFigures[name]]) * BigInt(pageBytes);
}

/** A value as it is shown beside the fact. */
export function valueText(value: Value): string {
  if (value === undefined) return 'not there';
  return typeof value === 'string' ? value : value.toLocaleString('en-US');
}

/** Where a question to point at something wants the finger: the start of the region that holds a label. */
export function regionOfLabel({ moments, step }: FactScene, name: string): string | undefined {
  const moment = moments.get(step);
  const place = moment && placeOf(moment, ownProgram, name);
  if (!place || place.region < 0) return undefined;
  return `0x${addressOf(asPageNumber(place.capture.regions.start[place.region] ?? 0)).toString(16)}`;
}
