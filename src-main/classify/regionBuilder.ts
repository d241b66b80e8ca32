/**
 * Verdicts into region columns. The regions of a mapping cover it exactly by construction: a mapping without cuts is
 * one region; otherwise it is swept from its start to its end, and every step between two neighbouring bounds goes
 * to the cut with the highest priority there, or to the mapping's own verdict.
 */
import type { MappingIndex, RegionColumns, RegionDetail } from '../contract/capture.ts';
import { rowAt } from '../contract/rows.ts';
import { certainties } from '../contract/kinds.ts';
import { asPageNumber, exactPages, pageBytes } from '../contract/units.ts';
import type { Claims, Cut, InternedDetail, InternedVerdict } from './claims.ts';
import type { Space } from './space.ts';

/** Above, bounds inside a page are multiples of 8 bytes: 512 to a page. */
const eighths = 512;

/** A bound as the columns can hold it: to the byte, or rounded down to 8 bytes where a double cannot. */
const boundOf = (page: number): number =>
  page < exactPages ? Math.round(page * pageBytes) / pageBytes : Math.floor(page * eighths) / eighths;

/**
 * A mapping that is cut above is never called exact: a bound a few bytes into a page was rounded when it became a page
 * number, perhaps to the whole page, and nothing in it tells that any more. The kernel's own bounds are whole pages.
 */
const mayBeRounded = (end: number): boolean => end > exactPages;

const strong = certainties.indexOf('strong');

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly verdict: InternedVerdict;
  readonly guardsAt: number;
}

/** Splits one mapping by its cuts; neighbours with the same verdict become one piece. */
function splitMapping({ start, end, verdict: own, guardsAt }: Piece, cuts: readonly Cut[]): Piece[] {
  const clipped = cuts
    .map((cut) => ({ ...cut, start: Math.max(start, boundOf(cut.start)), end: Math.min(end, boundOf(cut.end)) }))
    .filter((cut) => cut.start < cut.end);
  const bounds = [...new Set([start, end, ...clipped.flatMap((cut) => [cut.start, cut.end])])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  let active: Cut[] = [];
  let next = 0;
  for (let step = 0; step + 1 < bounds.length; step++) {
    const from = bounds[step] ?? start;
    const to = bounds[step + 1] ?? end;
    active = active.filter((cut) => cut.end > from);
    for (let cut = clipped[next]; cut && cut.start <= from; cut = clipped[++next]) active.push(cut);
    let best: Cut | undefined;
    for (const cut of active) if (!best || cut.priority > best.priority) best = cut;
    const verdict = best?.verdict ?? own;
    const last = pieces.at(-1);
    if (last?.verdict === verdict) pieces[pieces.length - 1] = { ...last, end: to };
    else pieces.push({ start: from, end: to, verdict, guardsAt: best ? best.guardsAt : guardsAt });
  }
  return pieces;
}

/** What is to be told of some regions, in their order; lists beside each other, since thousands of guards have details. */
class Details {
  readonly #regions: number[] = [];
  readonly #details: InternedDetail[] = [];
  readonly #guardsAt: number[] = [];

  add(region: number, detail: InternedDetail, guardsAt: number): void {
    this.#regions.push(region);
    this.#details.push(detail);
    this.#guardsAt.push(guardsAt);
  }

  /** What is guarded is told by the number of its region, once all regions are known. */
  finish(table: { length: number; start: Float64Array; end: Float64Array }): RegionDetail[] {
    return this.#regions.map((region, index) => {
      const guardsAt = this.#guardsAt[index] ?? NaN;
      const detail = this.#details[index];
      if (Number.isNaN(guardsAt)) return { region, ...detail };
      // What a guard guards begins mostly right behind it; only otherwise is it searched for.
      const guarded = table.start[region + 1] === guardsAt ? region + 1 : rowAt(table, asPageNumber(guardsAt));
      return guarded >= 0 ? { region, ...detail, guardsRegion: guarded } : { region, ...detail };
    });
  }
}

/** A mapping of which parts are cut out. */
interface Split {
  readonly row: MappingIndex;
  readonly pieces: readonly Piece[];
}

/** Every mapping with cuts, in address order. Mappings between two cuts are passed over: there may be 60,000. */
function splitMappings(space: Space, claims: Claims): Split[] {
  const cuts = claims.cuts.slice().sort((a, b) => a.start - b.start);
  const splits: Split[] = [];
  let live: Cut[] = [];
  let next = 0;
  for (let row = 0; next < cuts.length || live.length > 0; row++) {
    if (live.length === 0) row = Math.max(row, space.firstEndingAfter(cuts[next]?.start ?? 0));
    if (row >= space.count) break;
    const start = space.start(row);
    const end = space.end(row);
    live = live.filter((cut) => cut.end > start);
    for (let cut = cuts[next]; cut && cut.start < end; cut = cuts[++next]) if (cut.end > start) live.push(cut);
    const verdict = claims.verdicts[row];
    if (live.length === 0 || verdict === undefined) continue;
    const own = { start, end, verdict, guardsAt: claims.guardsAt[row] ?? NaN };
    splits.push({ row, pieces: splitMapping(own, live) });
  }
  return splits;
}

/** Writes the regions of every mapping. Every mapping must have a verdict of its own. */
export function buildRegions(space: Space, claims: Claims): RegionColumns {
  const splits = splitMappings(space, claims);
  const length = splits.reduce((sum, { pieces }) => sum + pieces.length - 1, space.count);
  const columns = {
    start: new Float64Array(length),
    end: new Float64Array(length),
    mapping: new Uint32Array(length),
    kind: new Uint8Array(length),
    certainty: new Uint8Array(length),
    rule: new Uint8Array(length),
    label: new Uint32Array(length),
    object: new Int32Array(length),
    facts: new Uint32Array(length),
  };
  const details = new Details();
  let region = 0;
  const write = (row: number, start: number, end: number, verdict: InternedVerdict, guardsAt: number): void => {
    columns.start[region] = start;
    columns.end[region] = end;
    columns.mapping[region] = row;
    columns.kind[region] = verdict.kind;
    columns.certainty[region] = verdict.certainty;
    columns.rule[region] = verdict.rule;
    columns.label[region] = verdict.label;
    columns.object[region] = verdict.object;
    columns.facts[region] = verdict.facts;
    if (verdict.detail !== undefined) details.add(region, verdict.detail, guardsAt);
    region++;
  };
  let next = 0;
  for (let row = 0; row < space.count; row++) {
    const split = splits[next];
    const own = claims.verdicts[row];
    if (split?.row === row) {
      next++;
      const first = region;
      for (const { start, end, verdict, guardsAt } of split.pieces) write(row, start, end, verdict, guardsAt);
      if (!mayBeRounded(space.end(row))) continue;
      for (let one = first; one < region; one++) {
        columns.certainty[one] = Math.max(strong, columns.certainty[one] ?? 0);
      }
    } else if (own) write(row, space.start(row), space.end(row), own, claims.guardsAt[row] ?? NaN);
    else throw new RangeError(`mapping ${row} has no verdict`);
  }
  return {
    ...columns,
    length,
    labels: claims.labels,
    factSets: claims.factSets,
    details: details.finish({ length, start: columns.start, end: columns.end }),
  };
}
