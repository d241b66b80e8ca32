/** The capture that a command's SOURCE means: a process read now, or anything that can be opened. */
import { openSource, openStream } from '../capture/files/openSource.ts';
import type { Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import { startLiveService } from '../live/client.ts';
import type { LiveService } from '../live/service.ts';
import { printable } from './printable.ts';
import { reportFailure, type ExitCode, type Program } from './program.ts';
import { sourceFile } from './sourceFile.ts';
import { resolveTarget } from './target.ts';

/** Which parts of a process are read, and whether its memory is opened. */
export type ProcessReading = NonNullable<Parameters<LiveService['capture']>[1]>;

/** The capture, or the exit status after having said why there is none. */
export type FoundCapture = { readonly capture: Capture } | { readonly exit: ExitCode };

/**
 * Finds it, as {@link sourceFile} decides between files and processes; `-` is standard input. What a file could not tell
 * is said on standard error. `reading` is how a process is read; a file has what it has.
 */
export async function captureOfSource(
  program: Program,
  source: string,
  reading: ProcessReading = {},
): Promise<FoundCapture> {
  const file = source === '-' ? undefined : await sourceFile(source);
  if (source === '-' || file !== undefined) {
    const opened = await (file === undefined ? openStream(process.stdin, 'Standard input') : openSource(file));
    if (!opened.ok) return { exit: reportFailure(program, opened) };
    for (const note of opened.value.notes) program.complain(printable(note));
    return { capture: opened.value.capture };
  }
  const outcome = await readProcess(program, source, reading);
  if ('exit' in outcome) return outcome;
  return outcome.ok ? { capture: outcome.value } : { exit: reportFailure(program, outcome) };
}

async function readProcess(
  program: Program,
  source: string,
  reading: ProcessReading,
): Promise<Outcome<Capture> | { readonly exit: ExitCode }> {
  const service = startLiveService(program.worker);
  try {
    const resolved = await resolveTarget(program, service, source);
    return 'exit' in resolved ? resolved : await service.capture(resolved.pid, reading);
  } finally {
    await service.close();
  }
}
