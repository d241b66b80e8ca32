/** `procatlas snap`: reads a process once, or opens a file or standard input. */
import { redacted, whatToRedact } from '../capture/files/redact.ts';
import { saveCapture } from '../capture/files/saveCapture.ts';
import { captureJsonText } from '../capture/json.ts';
import { partNames } from '../contract/parts/table.ts';
import { inChunks } from './chunks.ts';
import { captureOfSource } from './commandSource.ts';
import { printableJson } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { summarise } from './summary.ts';

/** What to read and where to put it. */
export interface SnapOptions {
  /** A PID, a name, a file, or `-` for standard input. */
  readonly target: string;
  /** JSON even on a terminal. */
  readonly json: boolean;
  /** A file for the JSON, instead of standard output; compressed when its name ends in .gz or .procatlas. */
  readonly output?: string;
  /** Without home folders, names of users, hosts and cgroups, and arguments. */
  readonly redact: boolean;
  /** Whether `/proc/PID/mem` may be read for evidence. */
  readonly memory: boolean;
  /** Which of several tables of a text. */
  readonly table?: string;
}

/** Takes one capture; JSON goes to the file, or to standard output unless that is a terminal, which gets a summary. */
export async function snap(program: Program, options: SnapOptions): Promise<ExitCode> {
  const { target, json, output, redact, memory, table } = options;
  const found = await captureOfSource(program, target, {
    live: { parts: partNames, memory },
    ...(table === undefined ? {} : { table }),
  });
  if ('exit' in found) return found.exit;
  const { capture } = found;
  if (output !== undefined) {
    const saved = await saveCapture(output, capture, { redact });
    return saved.ok ? exitCodes.fine : reportFailure(program, saved);
  }
  const shown = redact ? redacted(capture, whatToRedact(capture)) : capture;
  if (json || !program.terminal) {
    for (const piece of inChunks(captureJsonText(shown))) {
      await program.print(program.terminal ? printableJson(piece) : piece);
    }
  } else {
    await program.print(summarise(shown));
  }
  return exitCodes.fine;
}
