/** From what a person types (`4711`, `0x1267`, `firefox`) to one process. Pure. */
import { basename } from 'node:path';
import type { ProcessRow } from '../contract/calls.ts';
import { asPid, largestPid, type Pid } from '../contract/units.ts';

/** The processes that a name fits: one, several (the caller lists them) or none. */
export type Found = { readonly pid: Pid } | { readonly several: readonly ProcessRow[] } | 'none';

/**
 * A pid written as such; undefined when the text is not a number at all. Whether the process exists is not asked.
 * A number that no process can have gives `'impossible'`.
 */
export function parsePid(text: string): Pid | 'impossible' | undefined {
  if (!/^(?:\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
  const value = Number(text);
  return value >= 1 && value <= largestPid ? asPid(value) : 'impossible';
}

/**
 * The process a name means: an exact `comm`, else the file name of the program as the command line gives it, else a
 * part of the command line. We ourselves never match, and those that started us (a shell, npm) not by their
 * command line, which holds the very name.
 */
export function findByName(rows: readonly ProcessRow[], name: string, self: Pid): Found {
  const others = rows.filter(({ pid }) => pid !== self);
  const starters = ancestors(rows, self);
  const steps: readonly ((row: ProcessRow) => boolean)[] = [
    (row) => row.comm === name,
    (row) => row.cmdline !== '' && basename(row.cmdline.split(' ', 1)[0] ?? '') === name,
    (row) => row.cmdline.includes(name) && !starters.has(row.pid),
  ];
  for (const fits of steps) {
    const found = others.filter(fits);
    const [first] = found;
    if (first) return found.length === 1 ? { pid: first.pid } : { several: found };
  }
  return 'none';
}

function ancestors(rows: readonly ProcessRow[], self: Pid): ReadonlySet<Pid> {
  const parents = new Map(rows.map(({ pid, ppid }) => [pid, ppid]));
  const found = new Set<Pid>();
  for (let pid = parents.get(self); pid !== undefined && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}
