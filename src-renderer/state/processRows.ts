/** The picker's rows: searched, sorted, as a tree or flat. Pure. */
import type { ProcessRow } from '@contract/calls.ts';
import type { Pid } from '@contract/units.ts';

export type ProcessSortKey = 'pid' | 'comm' | 'cmdline' | 'user' | 'rss' | 'threads';

export interface ProcessSort {
  readonly key: ProcessSortKey;
  readonly descending: boolean;
}

/** A process with its depth in the tree (0 in the flat list). */
export interface ListedProcess {
  readonly process: ProcessRow;
  readonly depth: number;
  /** Shown only because a descendant matches the search. */
  readonly context: boolean;
}

/** Whether a process answers a search: every word must occur in pid, name, command line or user. */
function processMatches(process: ProcessRow, text: string): boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hay = `${process.pid}\n${process.comm}\n${process.cmdline}\n${process.user}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}

/** How well a process answers a search, the best first: the number, the name, the name's beginning, part of it, the rest. */
function rankOf({ pid, comm }: ProcessRow, wanted: string): number {
  const name = comm.toLowerCase();
  if (String(pid) === wanted) return 0;
  if (name === wanted) return 1;
  if (name.startsWith(wanted)) return 2;
  return name.includes(wanted) ? 3 : 4;
}

/**
 * The row that Enter opens: the best answer, and of equally good ones the first that can be read; -1 where none matches.
 * Chromium's command lines hold nearly every word, so that a name must count for more than where it stands in the list.
 */
export function bestMatch(rows: readonly ListedProcess[], search: string): number {
  const wanted = search.trim().toLowerCase();
  let best = -1;
  let least = Infinity;
  for (const [index, { process, context }] of rows.entries()) {
    const rank = rankOf(process, wanted) * 2 + (process.locked === undefined ? 0 : 1);
    if (context || rank >= least) continue;
    best = index;
    least = rank;
  }
  return best;
}

function compare(a: ProcessRow, b: ProcessRow, { key, descending }: ProcessSort): number {
  const x = a[key];
  const y = b[key];
  const order =
    typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : String(x) > String(y) ? 1 : 0;
  return (descending ? -order : order) || a.pid - b.pid;
}

/** The rows to show. In a tree, ancestors of what matches stay, so that a child is never without its parents. */
export function listProcesses(
  processes: readonly ProcessRow[],
  options: { readonly search: string; readonly tree: boolean; readonly sort: ProcessSort },
): readonly ListedProcess[] {
  const matching = processes.filter((process) => processMatches(process, options.search));
  if (!options.tree) {
    return matching
      .sort((a, b) => compare(a, b, options.sort))
      .map((process) => ({ process, depth: 0, context: false }));
  }
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const matched = new Set(matching);
  const shown = new Set<ProcessRow>();
  for (const process of matching) {
    let next: ProcessRow | undefined = process;
    while (next && !shown.has(next)) {
      shown.add(next);
      next = byPid.get(next.ppid);
    }
  }
  const children = new Map<Pid | undefined, ProcessRow[]>();
  for (const process of shown) {
    const parent = byPid.get(process.ppid);
    const key = parent && parent !== process && shown.has(parent) ? parent.pid : undefined;
    const siblings = children.get(key);
    if (siblings) siblings.push(process);
    else children.set(key, [process]);
  }
  const rows: ListedProcess[] = [];
  const pending = [...sorted(children.get(undefined), options.sort)]
    .reverse()
    .map((process) => ({ process, depth: 0 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { process, depth } = next;
    rows.push({ process, depth, context: !matched.has(process) });
    for (const child of [...sorted(children.get(process.pid), options.sort)].reverse()) {
      pending.push({ process: child, depth: depth + 1 });
    }
  }
  return rows;
}

const sorted = (siblings: ProcessRow[] | undefined, sort: ProcessSort): readonly ProcessRow[] =>
  (siblings ?? []).sort((a, b) => compare(a, b, sort));
