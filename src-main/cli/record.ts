/** `procatlas record`: watches a process and writes every moment into a file. */
import { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { openContext, type TakeContext } from '../capture/context.ts';
import { RecordingFile } from '../capture/recording/append.ts';
import { timers } from '../live/clock.ts';
import { startLiveService } from '../live/client.ts';
import type { RecordedEventRow } from '../time/eventLog.ts';
import { openReading } from '../live/processReading.ts';
import { Recorder } from '../live/recorder.ts';
import { Watcher } from '../live/watcher.ts';
import type { Outcome } from '../contract/calls.ts';
import type { Pid } from '../contract/units.ts';
import { sizeText } from '../words/sizes.ts';
import { Marks } from './marks.ts';
import { listenForMarks } from './markSocket.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import type { RecordingOptions, RecordOptions } from './recordArguments.ts';
import { resolveTarget } from './target.ts';

/** Records until the process ends, the time is over, the file is full, or somebody interrupts. */
export async function record(program: Program, options: RecordOptions): Promise<ExitCode> {
  const service = startLiveService(program.worker);
  const found = await resolveTarget(program, service, options.target).finally(() => service.close());
  if ('exit' in found) return found.exit;
  const file = await createRecording(program, options);
  return file === undefined
    ? exitCodes.failed
    : recordInto(program, file, found.pid, options, { names: process.stdin });
}

/** Reads a process for nothing but speed: the first look of a program is ten times as slow as the next ones. */
export async function warmUp(context: TakeContext, pid: Pid): Promise<void> {
  const { signal } = new AbortController();
  const hooks = { signal, parts: [], maps: () => undefined, progress: () => undefined };
  await openReading(context, pid, () => false).whole(hooks);
}

/** Makes the file; undefined once it has been said why that is not possible. */
export async function createRecording(
  program: Program,
  { output, redact }: RecordingOptions,
): Promise<RecordingFile | undefined> {
  try {
    return await RecordingFile.create(output, redact);
  } catch (error) {
    program.complain(notCreated(output, error));
    return undefined;
  }
}

/** Milliseconds for the last calls to be told; a child of the program that goes on is traced for as long as it lives. */
const lastCalls = 1000;

/** What comes from aside while a process is recorded. */
export interface Asides {
  /** Lines that name the newest moment. */
  readonly names?: NodeJS.ReadStream;
  /** Where something was read with already. */
  readonly context?: TakeContext;
  /** It has only just begun. */
  readonly begins?: true;
  /** What strace tells of it. */
  readonly calls?: {
    listen(take: (calls: readonly RecordedEventRow[]) => void): void;
    /** It tells no more. */
    readonly over: Promise<void>;
    /** Look at the process after each, since it is held for that long. */
    readonly held: boolean;
  };
}

/** Records one process into a file. */
export async function recordInto(
  program: Program,
  file: RecordingFile,
  pid: Pid,
  { output, interval, span, most = Infinity }: RecordingOptions,
  { names, begins, calls, context = openContext() }: Asides = {},
): Promise<ExitCode> {
  let end: (exited: boolean) => void = () => undefined;
  const done = new Promise<boolean>((resolve) => (end = resolve));
  const over = (): void => {
    end(false);
  };
  const recorder: Recorder = new Recorder(() => {
    if (recorder.recording) {
      marks.give(recorder.recording);
      file.take(recorder.recording);
    }
    if (file.bytes >= most) over();
  });
  const sink = {
    update: () => undefined,
    progress: () => undefined,
    grew: () => undefined,
    condition: ({ condition, message }: { condition: string; message: string }) => {
      if (condition === 'exited' || condition === 'no-address-space') end(true);
      else if (condition !== 'live') program.complain(printable(message));
    },
  };
  const watcher = new Watcher(
    0,
    interval,
    openReading(context, pid, () => false),
    sink,
    timers,
    recorder,
  );
  process.once('SIGINT', over);
  process.once('SIGTERM', over);
  const timer = span === undefined ? undefined : setTimeout(over, span);
  const marks = new Marks(() => {
    watcher.refresh();
  });
  // A line on standard input names the moment: in a terminal by hand, in a script through a pipe.
  const lines =
    names &&
    createInterface({ input: names }).on('line', (name) => {
      if (name.trim() !== '') void marks.ask(name.trim().slice(0, 1024));
    });
  const door = listenForMarks(program.environment, pid, (name) => marks.ask(name));
  let looking = false;
  calls?.listen((told) => {
    recorder.called(told);
    if (calls.held && looking) watcher.refresh();
  });
  if (begins) watcher.begins();
  const started: Outcome<null> = await watcher.start();
  looking = true;
  const exited = started.ok && (await done);
  clearTimeout(timer);
  lines?.close();
  door.close();
  marks.end();
  // Of a file or /dev/null it is no socket, and holds nothing up.
  if (names instanceof Socket) names.unref();
  watcher.stop();
  // A process that has ended makes no more calls, but the last of them may still be on their way.
  if (exited && calls) await Promise.race([calls.over, after(lastCalls, undefined, { ref: false })]);
  try {
    await file.close(recorder.recording);
  } catch (error) {
    program.complain(
      `${printable(output)} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
    );
    return exitCodes.failed;
  }
  if (!started.ok) return reportFailure(program, started);
  const { moments, extent } = recorder.recording?.info(0) ?? { moments: { length: 0 }, extent: { span: 0 } };
  program.complain(
    `${moments.length} moments in ${(extent.span / 1000).toFixed(1)} s: ${sizeText(file.bytes)} in ${printable(output)}`,
  );
  return exitCodes.fine;
}

function notCreated(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EEXIST'
    ? `${printable(path)} is there already, and a recording is never written over: give another name.`
    : `${printable(path)} could not be made: ${error instanceof Error ? error.message : String(error)}.`;
}
