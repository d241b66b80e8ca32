/**
 * `/proc/PID/clear_refs`: the one file of another process that Procatlas ever writes to, and only after a person agreed
 * (fs/proc/task_mmu.c, clear_refs_write). `1` clears the referenced bits of all its pages, `4` their soft-dirty bits.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { asBytes, asMilliseconds, type Pid } from '../contract/units.ts';
import type { ProcReader, ReadOutcome } from './reader.ts';
import { explainFailure } from './refusals.ts';

export type ClearWhat = 'referenced' | 'soft-dirty';
const codes: Readonly<Record<ClearWhat, string>> = { referenced: '1', 'soft-dirty': '4' };

/** Clears bits. The process's next access to each page is slower by a fault or a page-table update. */
export function clearRefs(reader: ProcReader, pid: Pid, what: ClearWhat): ReadOutcome<null> {
  const path = `${pid}/clear_refs`;
  const begin = performance.now();
  const cost = () => asMilliseconds(performance.now() - begin);
  let file: number | undefined;
  try {
    file = openSync(`${reader.root}/${path}`, 'w');
    writeSync(file, codes[what]);
    return { status: 'read', value: null, bytes: asBytes(1), cost: cost() };
  } catch (error) {
    return {
      ...explainFailure(reader.root, path, error as NodeJS.ErrnoException & { code: string }),
      cost: cost(),
    };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
