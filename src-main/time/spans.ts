/**
 * What lies between two moments of one life, on address spans. Both tables of rows are sorted, so one sweep over the
 * union of their bounds finds everything: O(rows before + rows after). Two samples show net changes only; a program
 * that unmaps and maps the same rows between them leaves no trace, so nothing here is called an mmap or an allocation.
 */
import { permissionBits, type MappingColumns, type MappingIndex } from '../contract/capture.ts';
import { asPageNumber, type PageNumber } from '../contract/units.ts';

/**
 * `replaced`: something else lies at the same addresses. `grew` and `shrank`: the span belongs to a row that was, or
 * still is, there beside it. `permission`: the same memory, to be used otherwise.
 */
export type SpanChangeType = 'born' | 'died' | 'replaced' | 'permission' | 'grew' | 'shrank';

/** One span that is not what it was. */
export interface SpanChange {
  readonly type: SpanChangeType;
  readonly start: PageNumber;
  readonly end: PageNumber;
  /** The row that held the span before. */
  readonly before?: MappingIndex;
  /** The row that holds it now. */
  readonly after?: MappingIndex;
  /** For `grew` and `shrank`: on which side of what stayed. `middle`: between two parts that stayed. */
  readonly edge?: 'top' | 'bottom' | 'middle';
}

/** Rows that stand for the same memory at both moments; one side is empty for what was born or died. */
export interface Strand {
  readonly before: readonly MappingIndex[];
  readonly after: readonly MappingIndex[];
}

/** The difference of two tables of rows. */
export interface SpanDifference {
  /** By address; spans that stayed as they were are not among them. */
  readonly changes: readonly SpanChange[];
  /** Every row of either table is in exactly one, so sums over strands are sums over the process. */
  readonly strands: readonly Strand[];
  /** Rows that took in several earlier ones. Silent: the kernel joins neighbours as it likes. */
  readonly merged: number;
  /** Earlier rows of which several were made. */
  readonly split: number;
}

/** A stretch in which neither table has a bound, joined with its neighbours where nothing tells them apart. */
interface Atom {
  readonly type: 'born' | 'died' | 'replaced' | 'permission' | 'kept';
  readonly start: number;
  end: number;
  readonly before: MappingIndex;
  readonly after: MappingIndex;
}

/** No row. */
const none = -1;

/** Compares two tables of one life by address. Addresses of different lives must not be compared. */
export function spanDifference(before: MappingColumns, after: MappingColumns): SpanDifference {
  const atoms = atomsOf(before, after);
  return { changes: changesOf(atoms), ...strandsOf(atoms, before.length, after.length) };
}

function atomsOf(before: MappingColumns, after: MappingColumns): Atom[] {
  const same = identityOf(before, after);
  const atoms: Atom[] = [];
  let old = 0;
  let now = 0;
  let at = 0;
  while (old < before.length || now < after.length) {
    const oldStart = before.start[old] ?? Infinity;
    const nowStart = after.start[now] ?? Infinity;
    const start = Math.max(at, Math.min(oldStart, nowStart));
    const inOld = oldStart <= start;
    const inNow = nowStart <= start;
    const oldEnd = before.end[old] ?? Infinity;
    const nowEnd = after.end[now] ?? Infinity;
    const end = Math.min(inOld ? oldEnd : oldStart, inNow ? nowEnd : nowStart);
    if (end > start && (inOld || inNow)) {
      const type = !inOld ? 'born' : !inNow ? 'died' : typeOfBoth(before, old, after, now, same);
      atoms.push({ type, start, end, before: inOld ? old : none, after: inNow ? now : none });
    }
    at = Math.max(at, end);
    if (oldEnd <= at) old++;
    if (nowEnd <= at) now++;
  }
  return atoms;
}

type Same = (old: MappingIndex, now: MappingIndex) => boolean;

function typeOfBoth(
  before: MappingColumns,
  old: MappingIndex,
  after: MappingColumns,
  now: MappingIndex,
  same: Same,
): Atom['type'] {
  if (!same(old, now)) return 'replaced';
  return before.perms[old] === after.perms[now] ? 'kept' : 'permission';
}

/**
 * Whether two rows are the same memory where they overlap: the same file at the same offset, or anonymous memory of
 * the same class, shared as before. A file is its device and inode, for a deleted one changes its name; where a source
 * tells no inode, it is its name.
 */
function identityOf(before: MappingColumns, after: MappingColumns): Same {
  const classes = new Map<string, number>();
  const numbered = (names: readonly string[]): Uint32Array =>
    Uint32Array.from(names, (name) => {
      const nameClass = classOf(name);
      const known = classes.get(nameClass) ?? classes.size;
      classes.set(nameClass, known);
      return known;
    });
  const oldClasses = numbered(before.names);
  const nowClasses = numbered(after.names);
  const hasFile = (rows: MappingColumns, row: MappingIndex): boolean =>
    rows.inodeLow[row] !== 0 || rows.inodeHigh[row] !== 0;
  return (old, now) => {
    if (((before.perms[old] ?? 0) ^ (after.perms[now] ?? 0)) & permissionBits.shared) return false;
    const file = hasFile(before, old);
    if (file !== hasFile(after, now)) return false;
    if (!file) return oldClasses[before.name[old] ?? 0] === nowClasses[after.name[now] ?? 0];
    return (
      before.inodeLow[old] === after.inodeLow[now] &&
      before.inodeHigh[old] === after.inodeHigh[now] &&
      before.major[old] === after.major[now] &&
      before.minor[old] === after.minor[now] &&
      offsetOfZero(before, old) === offsetOfZero(after, now)
    );
  };
}

/** Which offset of the file address 0 would have: equal for all rows that map a file in one piece. */
const offsetOfZero = (rows: MappingColumns, row: MappingIndex): number =>
  (rows.offset[row] ?? 0) - (rows.start[row] ?? 0);

/** A program may give anonymous memory a name at any time (prctl PR_SET_VMA_ANON_NAME): it stays the same memory. */
const classOf = (name: string): string => (name.startsWith('[anon:') ? '' : name);

function changesOf(atoms: readonly Atom[]): SpanChange[] {
  const changes: SpanChange[] = [];
  atoms.forEach((atom, index) => {
    if (atom.type === 'kept') return;
    const side = atom.type === 'born' ? 'after' : 'before';
    const edge = atom.type === 'born' || atom.type === 'died' ? edgeOf(atoms, index, side) : undefined;
    const type = edge === undefined ? atom.type : atom.type === 'born' ? 'grew' : 'shrank';
    changes.push({
      type,
      start: asPageNumber(atom.start),
      end: asPageNumber(atom.end),
      ...(atom.before === none ? {} : { before: atom.before }),
      ...(atom.after === none ? {} : { after: atom.after }),
      ...(edge === undefined ? {} : { edge }),
    });
  });
  return changes;
}

/** On which side of memory that stayed a span of the same row lies; undefined when nothing of the row stayed. */
function edgeOf(atoms: readonly Atom[], index: number, side: 'before' | 'after'): SpanChange['edge'] {
  const row = atoms[index]?.[side];
  const stayed = (neighbour: Atom | undefined): boolean =>
    neighbour?.[side] === row && (neighbour?.type === 'kept' || neighbour?.type === 'permission');
  const below = stayed(atoms[index - 1]);
  const above = stayed(atoms[index + 1]);
  if (below && above) return 'middle';
  return below ? 'top' : above ? 'bottom' : undefined;
}

/**
 * Rows linked by memory that stayed. Links come in address order, and rows of one table do not overlap, so two rows
 * that are both linked already are linked to each other.
 */
function strandsOf(
  atoms: readonly Atom[],
  oldLength: number,
  nowLength: number,
): Pick<SpanDifference, 'strands' | 'merged' | 'split'> {
  const strands: { before: MappingIndex[]; after: MappingIndex[] }[] = [];
  const ofOld = new Int32Array(oldLength).fill(none);
  const ofNow = new Int32Array(nowLength).fill(none);
  const links = { old: new Uint32Array(oldLength), now: new Uint32Array(nowLength) };
  const strandAt = (known: number): number => {
    if (known !== none) return known;
    strands.push({ before: [], after: [] });
    return strands.length - 1;
  };
  const join = (of: Int32Array, side: 'before' | 'after', row: MappingIndex, strand: number): void => {
    if (of[row] !== none) return;
    of[row] = strand;
    strands[strand]?.[side].push(row);
  };
  for (const { type, before, after } of atoms) {
    if (type !== 'kept' && type !== 'permission') continue;
    const strand = strandAt(Math.max(ofOld[before] ?? none, ofNow[after] ?? none));
    join(ofOld, 'before', before, strand);
    join(ofNow, 'after', after, strand);
    links.old[before] = (links.old[before] ?? 0) + 1;
    links.now[after] = (links.now[after] ?? 0) + 1;
  }
  for (let row = 0; row < oldLength; row++) if (ofOld[row] === none) join(ofOld, 'before', row, strandAt(none));
  for (let row = 0; row < nowLength; row++) if (ofNow[row] === none) join(ofNow, 'after', row, strandAt(none));
  const several = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
  return { strands, merged: several(links.now), split: several(links.old) };
}
