/** `procatlas launch`: starts a program and records it from its first moment. */
import { readSync, rmSync } from 'node:fs';
import { findProgram } from '../launch/findProgram.ts';
import { openContext } from '../capture/context.ts';
import type { RecordingFile } from '../capture/recording/append.ts';
import { CallReader } from '../launch/calls.ts';
import { launchGated, type Ending } from '../launch/gate.ts';
import { findStrace, openStrace, type StraceOutput } from '../launch/strace.ts';
import type { RecordedEventRow } from '../time/eventLog.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { createRecording, recordInto, warmUp } from './record.ts';
import type { LaunchOptions } from './recordArguments.ts';

/** Records until the program ends, the time is over, the file is full, or somebody interrupts; the program ends with it. */
export async function launch(program: Program, options: LaunchOptions): Promise<ExitCode> {
  const path = program.environment.PATH ?? '/usr/bin:/bin';
  const found = findProgram(options.file, path);
  if (!found.ok) return reportFailure(program, { ...found, code: 'invalid' });
  const { trace } = options;
  const strace = trace && findStrace(path);
  if (strace?.ok === false) return reportFailure(program, strace);
  const output = strace && (await openStrace(strace.value, trace.delay));
  try {
    const file = await createRecording(program, options);
    if (file === undefined) return exitCodes.failed;
    return await launchTraced(program, options, { found: found.value, file, output });
  } finally {
    output?.close();
  }
}

interface Prepared {
  /** The file of the program. */
  readonly found: string;
  readonly file: RecordingFile;
  readonly output: StraceOutput | undefined;
}

async function launchTraced(
  program: Program,
  options: LaunchOptions,
  { found, file, output }: Prepared,
): Promise<ExitCode> {
  const name = printable(options.file);
  const started = await launchGated(found, options.args, output?.words);
  if (!started.ok) {
    await file.close(undefined);
    rmSync(options.output);
    return reportFailure(program, started);
  }
  const launched = started.value;
  if (options.pause) {
    program.complain(`${name} waits as process ${launched.pid}. Press Enter to begin.`);
    readLine();
  }
  const context = openContext();
  // Held for milliseconds, a program is not waited for.
  if (options.trace?.delay !== undefined) await warmUp(context, launched.pid);
  if (!(await launched.begin())) {
    // A program of some microseconds has ended before anybody could look.
    await file.close(undefined);
    rmSync(options.output);
    program.complain(`${name} ${endingText(await launched.ended)} before it could be looked at: nothing was recorded.`);
    return exitCodes.failed;
  }
  const reader = new CallReader(launched.pid);
  const calls = output && {
    listen: (take: (calls: readonly RecordedEventRow[]) => void): void => {
      output.listen((text) => {
        take(reader.take(text));
      });
    },
    over: output.over,
    held: options.trace?.delay !== undefined,
  };
  const status = await recordInto(program, file, launched.pid, options, {
    context,
    begins: true,
    ...(calls ? { calls } : {}),
  });
  if (status !== exitCodes.fine && file.bytes === 0) rmSync(options.output);
  await launched.end();
  program.complain(`${name} ${endingText(await launched.ended)}.`);
  return status;
}

const endingText = ({ code, signal }: Ending): string =>
  signal === null ? `ended with status ${code ?? 0}` : `was ended by ${signal}`;

/** Takes one line from the terminal, and no byte of what the program is to read. */
function readLine(): void {
  const byte = Buffer.alloc(1);
  try {
    while (readSync(0, byte) === 1 && byte[0] !== 0x0a);
  } catch {
    // Without an input there is nobody to wait for.
  }
}
