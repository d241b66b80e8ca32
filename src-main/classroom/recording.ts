/**
 * What a lesson shows where its program cannot run: the moments of one run elsewhere, one for each step, redacted. The
 * file is gzipped JSON (build/lessons/FORMAT.md).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { captureToJson } from '../capture/json.ts';
import { captureFromJson } from '../capture/jsonRead.ts';
import { redacted, whatToRedact } from '../capture/files/redact.ts';
import type { Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { RecordedOn } from '../contract/lesson.ts';
import { PageRunsMaker, type PageRuns } from '../contract/pageRuns.ts';
import { asPid } from '../contract/units.ts';
import { ownProgram, type LessonMoment } from '../lessons/moment.ts';
import { folderLimits } from './lessonFolder.ts';
import { libraryOfC } from './requirements.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Folder of a lesson's recordings; each is named after the machine, such as x86_64-glibc.json.gz. */
export const recordedFolder = 'recorded';
const ending = '.json.gz';
/** Runs of page states of one process at most: the shipped ones have up to a thousand. */
const mostRuns = 200_000;
/** Unpacked JSON at most: the largest of the shipped ones has 3 MiB. */
const largestText = 64 * 1024 * 1024;

/** A step that was recorded, with what the program printed on the way to it. */
export interface RecordedStep {
  readonly moment: LessonMoment;
  readonly output: readonly string[];
}

export interface LessonRecording {
  readonly on: RecordedOn;
  readonly steps: readonly RecordedStep[];
}

const label = z.object({ label: z.string(), address: z.string(), bytes: z.number() });
const pages = z.object({
  process: z.string(),
  label: z.string(),
  pages: z.number(),
  present: z.number(),
  exclusive: z.number(),
  file: z.number(),
  swapped: z.number(),
  frame: z.number().exactOptional(),
});
/**
 * States of pages as runs, three numbers each: pages since the run before (the first: since address 0), pages of the run,
 * and their state byte as the contract has it.
 */
const runs = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 52),
  )
  .max(3 * mostRuns)
  .refine((numbers) => numbers.length % 3 === 0 && numbers.every((one, at) => at % 3 !== 2 || one < 256), 'not runs');
const document = z.object({
  format: z.literal('procatlas-lesson-recording'),
  version: z.literal(1),
  lesson: z.string(),
  on: z.object({ kernel: z.string(), library: z.string(), architecture: z.string() }),
  steps: z.array(
    z.object({
      step: z.string(),
      output: z.array(z.string()),
      labels: z.array(label),
      values: z.record(z.string(), z.string()),
      processes: z.record(z.string(), z.int().transform(asPid)),
      pages: z.array(pages),
      captures: z.array(z.object({ process: z.string(), capture: z.unknown(), pageStates: runs.exactOptional() })),
    }),
  ),
});

/** The bytes of a recording. What tells about people is left out: home folder, user and host name, arguments. */
export function recordingBytes(lesson: string, steps: readonly RecordedStep[]): Uint8Array {
  const [first] = steps;
  const machine = first?.moment.captures.get(ownProgram)?.machine;
  const value: z.input<typeof document> = {
    format: 'procatlas-lesson-recording',
    version: 1,
    lesson,
    on: {
      kernel: versionOf(machine?.kernel),
      library: libraryOfC() === 'glibc' ? 'glibc' : 'another C library',
      architecture: machine?.architecture ?? '',
    },
    steps: steps.map(({ moment: { step, said, captures, pages: counted, pageStates }, output }) => ({
      step,
      output: [...output],
      labels: [...said.labels],
      values: { ...said.values },
      processes: { ...said.processes },
      pages: [...counted],
      captures: [...captures].map(([process, capture]) => ({
        process,
        capture: captureToJson(madePublic(capture)),
        ...writtenRuns(pageStates.get(process)),
      })),
    })),
  };
  return gzipSync(JSON.stringify(value), { level: 9 });
}

/** A kernel's version alone: what stands behind it names who built it. */
const versionOf = (kernel = ''): string => /^\d+(\.\d+)*/.exec(kernel)?.[0] ?? '';

function madePublic(capture: Capture): Capture {
  const { machine, ...shown } = redacted(capture, whatToRedact(capture));
  return { ...shown, machine: { ...machine, kernel: versionOf(machine.kernel) } };
}

/** Runs as the file has them; nothing where there are none. */
function writtenRuns(told: PageRuns | undefined): { readonly pageStates?: number[] } {
  if (!told) return {};
  const numbers = [...told.state].flatMap((state, run) => {
    const [start, end] = [told.start[run] ?? 0, told.end[run] ?? 0];
    return [start - (told.end[run - 1] ?? 0), end - start, state];
  });
  return { pageStates: numbers };
}

function readRuns(numbers: readonly number[]): PageRuns {
  const maker = new PageRunsMaker();
  let at = 0;
  for (let index = 0; index + 2 < numbers.length; index += 3) {
    const start = at + (numbers[index] ?? 0);
    at = start + (numbers[index + 1] ?? 0);
    maker.addRun(start, at, numbers[index + 2] ?? 0);
  }
  return maker.runs;
}

/** A recording from its bytes, or what is wrong with it. */
export function readRecording(bytes: Uint8Array): Outcome<LessonRecording> {
  try {
    const json: unknown = JSON.parse(gunzipSync(bytes, { maxOutputLength: largestText }).toString('utf8'));
    const { on, steps } = document.parse(json);
    return { ok: true, value: { on, steps: steps.map(stepOf) } };
  } catch (error) {
    return {
      ok: false,
      code: 'failed',
      message: 'The recording of this lesson cannot be read.',
      why: error instanceof Error ? error.message.slice(0, 400) : String(error),
      remedy: `Make it anew: ${ownCommand('lesson record FOLDER')}.`,
    };
  }
}

function stepOf({
  step,
  output,
  labels,
  values,
  processes,
  pages: counted,
  captures,
}: z.output<typeof document>['steps'][number]): RecordedStep {
  const read = captures.map(({ process, capture: value }): readonly [string, Capture] => {
    const capture = captureFromJson(value);
    if (!capture.ok) throw new Error(`${step}: ${capture.message} ${capture.why ?? ''}`);
    return [process, capture.value];
  });
  return {
    output,
    moment: {
      step,
      said: { labels, values, processes },
      captures: new Map(read),
      pages: counted,
      pageStates: new Map(
        captures.flatMap(({ process, pageStates }) => (pageStates ? [[process, readRuns(pageStates)] as const] : [])),
      ),
    },
  };
}

/** The recording in a lesson's folder that is nearest to this machine; undefined when there is none. */
export async function findRecording(folder: string): Promise<string | undefined> {
  const names = await readdir(join(folder, recordedFolder)).catch(() => []);
  const recordings = names.filter((name) => name.endsWith(ending)).sort();
  const own = recordings.find((name) => name === recordingName(machineName()));
  const name = own ?? recordings[0];
  return name === undefined ? undefined : join(folder, recordedFolder, name);
}

/** How Node names a machine's architecture, as `uname -m` does. */
const machineName = (): string => ({ x64: 'x86_64', arm64: 'aarch64' })[process.arch as string] ?? process.arch;

/** The name of a recording made on a machine of this architecture, with this C library. */
export const recordingName = (architecture: string): string =>
  `${architecture}-${libraryOfC() === 'glibc' ? 'glibc' : 'other'}${ending}`;

/** Reads the recording of a folder. */
export async function recordingOf(folder: string): Promise<Outcome<LessonRecording> | undefined> {
  const file = await findRecording(folder);
  if (file === undefined) return undefined;
  const bytes = await readFile(file);
  if (bytes.length > folderLimits.bytes) return { ok: false, code: 'failed', message: 'The recording is too large.' };
  return readRecording(bytes);
}
