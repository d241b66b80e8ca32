/** The process that a command's PID or NAME means, with what is said when there is none or more than one. */
import type { ProcessRow } from '../contract/calls.ts';
import { asPid, largestPid, type Pid } from '../contract/units.ts';
import type { LiveService, WatchSink } from '../live/service.ts';
import { findByName, parsePid } from './findProcess.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { sourceFile, standardInput } from './sourceFile.ts';
import { meantCommand } from './usage/commands.ts';

/** More candidates than this only scroll away. */
const candidatesShown = 20;

/** What a page is to show. */
export type Shown = { readonly pid: Pid } | { readonly file: string };

/** The process or file that a word means, or the exit status after having said why it cannot be shown. */
export async function resolveShown(
  program: Program,
  service: LiveService,
  target: string,
): Promise<Shown | { readonly exit: ExitCode }> {
  if (target === standardInput) {
    program.complain(
      'Standard input can be read once only, and a page asks for its source again: give the name of a file.',
    );
    return { exit: exitCodes.usage };
  }
  const file = await sourceFile(target);
  if (file === undefined) return resolveTarget(program, service, target);
  const opened = await service.openFile(file, noReports);
  if (!opened.ok) return { exit: reportFailure(program, opened) };
  for (const note of opened.value.notes) program.complain(printable(note));
  await service.call('process.stop', { watch: opened.value.watch });
  return { file };
}

/** This look at the file ends before anything could be reported. */
const noReports: WatchSink = {
  update: () => undefined,
  progress: () => undefined,
  condition: () => undefined,
  grew: () => undefined,
};

/** The process meant, or the exit status after having said why there is none. */
export async function resolveTarget(
  program: Program,
  service: LiveService,
  target: string,
): Promise<{ readonly pid: Pid } | { readonly exit: ExitCode }> {
  const pid = parsePid(target);
  if (pid === 'impossible') {
    program.complain(`No process can have the number ${target}: PIDs go from 1 to ${largestPid}.`);
    return { exit: exitCodes.noSuchProcess };
  }
  if (pid !== undefined) {
    if (exists(pid)) return { pid };
    program.complain(`There is no process ${pid}. “procatlas list” shows those there are.`);
    return { exit: exitCodes.noSuchProcess };
  }
  const rows = await service.call('processes.list', undefined);
  if (!rows.ok) return { exit: reportFailure(program, rows) };
  const found = findByName(rows.value, target, asPid(process.pid));
  if (found === 'none') {
    program.complain(
      `No process is called “${printable(target)}”. “procatlas list” shows those there are.${meantCommand(target)}`,
    );
    return { exit: exitCodes.noSuchProcess };
  }
  if ('pid' in found) return found;
  program.complain(`“${printable(target)}” fits ${found.several.length} processes; give the PID of one:`);
  for (const row of found.several.slice(0, candidatesShown)) program.complain(candidate(row));
  const more = found.several.length - candidatesShown;
  if (more > 0) program.complain(`  and ${more} more`);
  return { exit: exitCodes.usage };
}

/** Asks without a signal being sent (kill(2), signal 0): a process that we may not signal still exists. */
function exists(pid: Pid): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

const candidate = ({ pid, comm, cmdline }: ProcessRow): string =>
  `  ${String(pid).padStart(7)}  ${printable(comm)}  ${printable(cmdline).slice(0, 80)}`.trimEnd();
