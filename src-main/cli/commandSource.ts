/** The capture that a command's SOURCE means: a process read now, or anything that can be opened. */
import { openSource, openStandardInput, type OpenOptions } from '../capture/files/openSource.ts';
import type { Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { startLiveService } from '../live/client.ts';
import type { LiveService } from '../live/service.ts';
import { noteText } from '../words/notes.ts';
import { printable } from './printable.ts';
import { reportFailure, type ExitCode, type Program } from './program.ts';
import { sourceFile, standardInput } from './sourceFile.ts';
import { resolveTarget } from './target.ts';

/** The capture, or the exit status after having said why there is none. */
export type FoundCapture = { readonly capture: Capture } | { readonly exit: ExitCode };

/** How a source is read. */
export interface SourceOptions {
  /** Which of several tables of a text: its number from 1, or its name. */
  readonly table?: string;
  /** What of a process is read. */
  readonly live?: Parameters<LiveService['capture']>[1];
}

/**
 * Finds it, as {@link sourceFile} decides between files and processes; `-` is standard input. What a file could not
 * tell is said on standard error.
 */
export async function captureOfSource(
  program: Program,
  source: string,
  { table, live }: SourceOptions = {},
): Promise<FoundCapture> {
  const file = source === standardInput ? standardInput : await sourceFile(source);
  if (file !== undefined) return captureOfFile(program, file, table === undefined ? {} : { table });
  const outcome = await readProcess(program, source, live);
  if ('exit' in outcome) return outcome;
  return outcome.ok ? { capture: outcome.value } : { exit: reportFailure(program, outcome) };
}

/** Opens a file by its path, or standard input. */
export async function captureOfFile(program: Program, file: string, options: OpenOptions): Promise<FoundCapture> {
  const opened = await (file === standardInput ? openStandardInput(options) : openSource(file, options));
  if (!opened.ok) return { exit: reportFailure(program, opened) };
  const { capture, notes, tables = [] } = opened.value;
  for (const note of notes) program.complain(printable(noteText(note)));
  if (tables.length > 1) {
    program.complain(`--table N shows another of the ${tables.length} tables:`);
    for (const [index, { name, mappings }] of tables.slice(0, tablesTold).entries()) {
      program.complain(`  ${String(index + 1).padStart(4)}  ${printable(name)} (${mappings} mappings)`);
    }
    if (tables.length > tablesTold) program.complain(`  and ${tables.length - tablesTold} more`);
  }
  return { capture };
}

/** More tables than this only scroll away. */
const tablesTold = 20;

async function readProcess(
  program: Program,
  source: string,
  live: SourceOptions['live'],
): Promise<Outcome<Capture> | { readonly exit: ExitCode }> {
  const service = startLiveService(program.worker);
  try {
    const resolved = await resolveTarget(program, service, source);
    return 'exit' in resolved ? resolved : await service.capture(resolved.pid, live);
  } finally {
    await service.close();
  }
}
