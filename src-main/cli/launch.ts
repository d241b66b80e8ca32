/** `procatlas launch`: starts a program and records it from its first moment. */
import { readSync, rmSync } from 'node:fs';
import { findProgram } from '../launch/findProgram.ts';
import { launchGated, type Ending } from '../launch/gate.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { createRecording, recordInto } from './record.ts';
import type { LaunchOptions } from './recordArguments.ts';

/** Records until the program ends, the time is over, the file is full, or somebody interrupts; the program ends with it. */
export async function launch(program: Program, options: LaunchOptions): Promise<ExitCode> {
  const found = findProgram(options.file, program.environment.PATH ?? '/usr/bin:/bin');
  if (!found.ok) return reportFailure(program, { ...found, code: 'invalid' });
  const file = await createRecording(program, options);
  if (file === undefined) return exitCodes.failed;
  const name = printable(options.file);
  const launched = await launchGated(found.value, options.args);
  if (options.pause) {
    program.complain(`${name} waits as process ${launched.pid}. Press Enter to begin.`);
    readLine();
  }
  if (!(await launched.begin())) {
    // A program of some microseconds has ended before anybody could look.
    await file.close(undefined);
    rmSync(options.output);
    program.complain(`${name} ${endingText(await launched.ended)} before it could be looked at: nothing was recorded.`);
    return exitCodes.failed;
  }
  const status = await recordInto(program, file, launched.pid, options);
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
