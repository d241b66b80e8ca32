/** From the PID or name that somebody gave on a command line to the command that makes the page open it. */
import { findByName, parsePid } from '../cli/findProcess.ts';
import { printable } from '../cli/printable.ts';
import type { AppCommand, Failure, Outcome } from '../contract/calls.ts';
import type { Pid } from '../contract/units.ts';
import type { LiveService } from '../live/service.ts';

/** More candidates than this do not fit a message box. */
const candidatesShown = 10;

/**
 * The command that opens a process. Whether a PID exists is left to the page, which has a screen for that; a name
 * that means no process, or several, is a failure with a sentence. `self` is never meant.
 */
export async function openCommand(service: LiveService, target: string, self: Pid): Promise<Outcome<AppCommand>> {
  const pid = parsePid(target);
  if (pid === 'impossible')
    return noSuchProcess(`No process can have the number ${target}.`, 'PIDs go from 1 to 4194304.');
  if (pid !== undefined) return { ok: true, value: { command: 'open', pid } };
  const rows = await service.call('processes.list', undefined);
  if (!rows.ok) return rows;
  const found = findByName(rows.value, target, self);
  if (found === 'none')
    return noSuchProcess(`No process is called “${printable(target)}”.`, 'Choose one from the list.');
  if ('pid' in found) return { ok: true, value: { command: 'open', pid: found.pid } };
  const candidates = found.several.slice(0, candidatesShown).map((row) => `${row.pid} ${printable(row.comm)}`);
  const more = found.several.length - candidates.length;
  return noSuchProcess(
    `“${printable(target)}” fits ${found.several.length} processes.`,
    `Choose one from the list: ${candidates.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`,
  );
}

const noSuchProcess = (message: string, why: string): Failure => ({ ok: false, code: 'no-such-process', message, why });
