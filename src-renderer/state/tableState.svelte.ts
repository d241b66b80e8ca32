/**
 * What the table view keeps while another view is shown: order, folded groups, and the rows that were chosen. Rows are
 * named by their first address, so that a choice outlives the next capture.
 */
import type { Capture } from '@contract/capture.ts';
import type { Selection } from './model.ts';
import { setOf, setToggled, setWith } from './sets.ts';
import { groupOfCode, keyOfCode, nameOfLine, type LineName, type TableContent, type TableSort } from './tableGroups.ts';

/** How a click or key changes the choice. */
export type ChoosingMode = 'only' | 'toggle' | 'range';

export class TableState {
  sort = $state.raw<TableSort>({ key: 'start', descending: false });
  folded = $state.raw(setOf<string>([]));
  /** Keys of the chosen rows. */
  chosen = $state.raw(setOf<number>([]));
  /** The line the keyboard stands on, or -1. */
  active = $state(-1);
  /** What stands on it, which other captures and orders have on another line. */
  #standing: LineName | undefined;
  /** The shared selection as this table last set or followed it. */
  told: Selection | undefined;
  /** The line from which a range reaches to the active one. */
  #anchor = -1;
  #anchored: LineName | undefined;
  /** What was chosen before the range began that is being extended with Ctrl. */
  #kept = setOf<number>([]);

  /** Chooses the line, toggles it, or everything from the anchor to it. Group lines stand for their rows. */
  choose(capture: Capture, content: TableContent, line: number, mode: ChoosingMode): void {
    const from = mode === 'range' && this.#anchor >= 0 ? Math.min(this.#anchor, content.lines.length - 1) : line;
    const keys = lineKeys(capture, content, Math.min(from, line), Math.max(from, line));
    if (mode === 'toggle') {
      this.chosen = setToggled(this.chosen, keys);
      this.#kept = this.chosen;
    } else {
      if (mode === 'only') this.#kept = setOf([]);
      this.chosen = setWith(this.#kept, keys);
    }
    if (mode !== 'range' || this.#anchor < 0) {
      this.#anchor = line;
      this.#anchored = nameOfLine(capture, content, line);
    }
    this.active = line;
    this.#standing = nameOfLine(capture, content, line);
  }

  /** Chooses every row that passes the filter. */
  chooseAll(capture: Capture, content: TableContent): void {
    this.chosen = setOf(Array.from(content.rows, (code) => keyOfCode(capture, code)));
    this.#kept = this.chosen;
  }

  /** Follows a selection made elsewhere, which stands on a line or is not among them (-1). */
  follow(keys: readonly number[], line: number): void {
    this.chosen = setOf(keys);
    this.#kept = setOf([]);
    this.active = line;
    this.#anchor = line;
    [this.#standing] = keys;
    this.#anchored = this.#standing;
  }

  /** Other lines have come: the keyboard stays with what it stood on. */
  carry(capture: Capture, content: TableContent): void {
    const line = (name: LineName | undefined, before: number): number => {
      if (name === undefined || nameOfLine(capture, content, before) === name) return before;
      for (let place = 0; place < content.lines.length; place++) {
        if (nameOfLine(capture, content, place) === name) return place;
      }
      return -1;
    };
    this.active = line(this.#standing, this.active);
    this.#anchor = line(this.#anchored, this.#anchor);
  }

  /** Folds or unfolds a group. */
  fold(key: string): void {
    this.folded = setToggled(this.folded, [key]);
  }

  /** Forgets what belongs to one process. */
  clear(): void {
    this.follow([], -1);
    this.folded = setOf([]);
    this.told = undefined;
  }
}

/** The rows of some lines; a group line stands for its rows when nothing else is asked for. */
function lineKeys(capture: Capture, { lines, groups }: TableContent, first: number, last: number): readonly number[] {
  const codes = [...lines.subarray(first, last + 1)];
  const group = codes.length === 1 ? groups[groupOfCode(codes[0] ?? 0)] : undefined;
  return (group ? [...group.members] : codes.filter((code) => groupOfCode(code) < 0)).map((code) =>
    keyOfCode(capture, code),
  );
}
