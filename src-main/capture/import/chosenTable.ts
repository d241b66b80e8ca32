/** Which of the tables of a text is shown, and what is said of the others. */
import type { SourceTable } from '../../contract/messages.ts';
import { note, type Note } from '../../contract/note.ts';
import type { Pid } from '../../contract/units.ts';
import type { ProcessTable } from './tableBuilder.ts';

/** The table that is shown, and all by name. */
export type ChosenTable =
  | { readonly table: ProcessTable; readonly offered: readonly SourceTable[]; readonly notes: readonly Note[] }
  | { readonly why: string };

/** Names of other tables that a sentence holds. */
const namesTold = 3;
const longestName = 80;

/**
 * The table that `pid` or `table` asks for, else the first. `table` is a number from 1, a name, or a part of one name
 * only.
 */
export function chosenTable(
  tables: readonly ProcessTable[],
  { pid, table: wanted }: { readonly pid?: Pid; readonly table?: string },
): ChosenTable {
  const at = wanted === undefined ? indexOfPid(tables, pid) : indexOfName(tables, wanted);
  const table = tables[at];
  if (!table) return { why: wanted === undefined ? noProcess(tables, pid) : noTable(tables, wanted) };
  const others = tables.filter((one) => one !== table);
  return {
    table,
    offered: tables.map((one) => ({ name: one.name, mappings: one.rows.mappings.length, shown: one === table })),
    notes: others.length === 0 ? [] : [othersLeftOut(others, pid, wanted === undefined ? undefined : table.name)],
  };
}

function indexOfPid(tables: readonly ProcessTable[], pid: Pid | undefined): number {
  if (pid === undefined) return 0;
  // A single table that does not tell its process may well be that of the one asked for.
  if (tables.length === 1 && tables[0]?.rows.facts.pid === undefined) return 0;
  return tables.findIndex(({ rows }) => rows.facts.pid === pid);
}

function indexOfName(tables: readonly ProcessTable[], wanted: string): number {
  if (/^\d{1,6}$/.test(wanted)) return Number(wanted) - 1;
  const exact = tables.findIndex(({ name }) => name === wanted);
  if (exact >= 0) return exact;
  const fitting = tables.flatMap(({ name }, index) => (name.includes(wanted) ? [index] : []));
  return fitting.length === 1 ? (fitting[0] ?? -1) : -1;
}

const rowsOf = (tables: readonly ProcessTable[]): number =>
  tables.reduce((sum, { rows }) => sum + rows.mappings.length, 0);

function othersLeftOut(tables: readonly ProcessTable[], pid: Pid | undefined, shown: string | undefined): Note {
  const others = { rows: rowsOf(tables), others: tables.length, names: namesOf(tables) };
  if (shown !== undefined) return note('table-shown', { table: `“${short(shown)}”`, ...others });
  return pid === undefined ? note('first-process-shown', others) : note('process-shown', { pid, ...others });
}

const counted = (others: number): string => `${others} other process${others === 1 ? '' : 'es'}`;

const short = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName)}…` : name);

/** Names as they stand in the text, in no language. */
function namesOf(tables: readonly ProcessTable[]): string {
  const told = tables.slice(0, namesTold).map(({ name }) => `“${short(name)}”`);
  return [...told, ...(tables.length > told.length ? ['…'] : [])].join(', ');
}

const noProcess = (tables: readonly ProcessTable[], pid: Pid | undefined): string =>
  `It has no rows of process ${pid ?? 0}, but ${rowsOf(tables)} of ${counted(tables.length)}.`;

function noTable(tables: readonly ProcessTable[], wanted: string): string {
  const list = tables.slice(0, 20).map(({ name }, index) => `${index + 1} “${short(name)}”`);
  const more = tables.length - list.length;
  return `No table, or more than one, is called “${short(wanted)}”. It has: ${list.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
