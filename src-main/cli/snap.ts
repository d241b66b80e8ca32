/** `procatlas snap`: reads a process once. */
import { redacted, whatToRedact } from '../capture/files/redact.ts';
import { saveCapture } from '../capture/files/saveCapture.ts';
import { captureJsonText } from '../capture/json.ts';
import { startLiveService } from '../live/client.ts';
import { inChunks } from './chunks.ts';
import { printableJson } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { summarise } from './summary.ts';
import { resolveTarget } from './target.ts';

/** What to read and where to put it. */
export interface SnapOptions {
  readonly target: string;
  /** JSON even on a terminal. */
  readonly json: boolean;
  /** A file for the JSON, instead of standard output; compressed when its name ends in .gz or .procatlas. */
  readonly output?: string;
  /** Without home folders, user and host names and arguments. */
  readonly redact: boolean;
  /** Whether `/proc/PID/mem` may be read for evidence. */
  readonly memory: boolean;
}

/** Takes one capture; JSON goes to the file, or to standard output unless that is a terminal, which gets a summary. */
export async function snap(program: Program, { target, json, output, redact, memory }: SnapOptions): Promise<ExitCode> {
  const service = startLiveService(program.worker);
  try {
    const resolved = await resolveTarget(program, service, target);
    if ('exit' in resolved) return resolved.exit;
    const capture = await service.capture(resolved.pid, { numa: true, memory });
    if (!capture.ok) return reportFailure(program, capture);
    if (output !== undefined) {
      const saved = await saveCapture(output, capture.value, { redact });
      return saved.ok ? exitCodes.fine : reportFailure(program, saved);
    }
    const shown = redact ? redacted(capture.value, whatToRedact(capture.value)) : capture.value;
    if (json || !program.terminal) {
      for (const piece of inChunks(captureJsonText(shown)))
        await program.print(program.terminal ? printableJson(piece) : piece);
    } else {
      await program.print(summarise(shown));
    }
    return exitCodes.fine;
  } finally {
    await service.close();
  }
}
