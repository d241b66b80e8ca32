/**
 * Runs a lesson's program step by step. The program waits for a line on its standard input and ends at its end, so it
 * ends with us whatever happens. At `@step` every process of the lesson is captured once its threads are at rest.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TakeContext } from '../capture/context.ts';
import { captureNow } from '../capture/once.ts';
import type { Failure, Outcome } from '../contract/calls.ts';
import type { Capture } from '../contract/capture.ts';
import type { LabelPages } from '../contract/lesson.ts';
import type { PageRuns } from '../contract/pageRuns.ts';
import { asPid, type Pid } from '../contract/units.ts';
import { ownProgram, type LessonMoment } from '../lessons/moment.ts';
import { Lines, parseSaid, Said, saidLimits } from '../lessons/protocol.ts';
import { countLabelPages } from './labelPages.ts';
import { readPageStates } from './pageStates.ts';

/** Longest time for one step in milliseconds. */
const stepPatience = 20_000;
/** Longest time to wait until all threads are at rest after a step was told, and the pause between two looks. */
const rest = { patience: 200, pause: 4 };

/** A step that was reached, with what the program printed on the way. */
export interface ReachedStep {
  readonly type: 'step';
  readonly moment: LessonMoment;
  readonly output: readonly string[];
}

/** The program's end. */
export interface EndedProgram {
  readonly type: 'ended';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: readonly string[];
}

export type LessonEvent = ReachedStep | EndedProgram;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** One run of a lesson's program. */
export class LessonRun {
  readonly #context: TakeContext;
  readonly #child: Child;
  readonly #said = new Said();
  readonly #lines = new Lines();
  readonly #waiting: string[] = [];
  #bytes = 0;
  #output: string[] = [];
  #ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  #wake: (() => void) | undefined;
  #broken: string | undefined;

  /** Starts the program; it is at no step yet. `folder` is where it runs and may write files. */
  constructor(context: TakeContext, binary: string, folder: string) {
    this.#context = context;
    this.#child = spawn(binary, [], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#take(text);
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#print(text.trimEnd());
    });
    // A program that has ended takes no more lines.
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => {
      this.#broken = `The program could not be started: ${error.message}`;
      this.#end(null, null);
    });
    this.#child.on('close', (code, signal) => {
      for (const line of this.#lines.end()) this.#line(line);
      this.#end(code, signal);
    });
  }

  /** The process id of the program; undefined when it could not be started. */
  get pid(): Pid | undefined {
    return this.#child.pid === undefined ? undefined : asPid(this.#child.pid);
  }

  /** Waits for the first step. */
  first(): Promise<Outcome<LessonEvent>> {
    return this.#event();
  }

  /** Lets the program go on to its next step or its end. */
  next(): Promise<Outcome<LessonEvent>> {
    if (!this.#ended) this.#child.stdin.write('\n');
    return this.#event();
  }

  /** Ends the program: first by the end of its input, then by force. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    const deadline = performance.now() + 2000;
    while (!this.#ended && performance.now() < deadline) await sleep(rest.pause);
    if (!this.#ended) this.#child.kill('SIGKILL');
    while (!this.#ended) await sleep(rest.pause);
  }

  #take(text: string): void {
    this.#bytes += text.length;
    if (this.#bytes > saidLimits.bytesPerStep) {
      this.#break(`The program printed more than ${saidLimits.bytesPerStep / 1024} KiB in one step.`);
      return;
    }
    for (const line of this.#lines.push(text)) this.#line(line);
  }

  #line(text: string): void {
    const line = parseSaid(text);
    if (line.type === 'step') {
      this.#waiting.push(line.name);
      this.#wake?.();
      return;
    }
    if (line.type === 'output')
      this.#print(line.warning === undefined ? line.text : `${line.text}   [${line.warning}]`);
    const limit = this.#said.take(line);
    if (limit !== undefined) this.#break(limit);
  }

  #print(text: string): void {
    if (this.#output.length < 1000) this.#output.push(text);
  }

  #break(sentence: string): void {
    this.#broken ??= sentence;
    this.#child.kill('SIGKILL');
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    this.#ended ??= { code, signal };
    this.#wake?.();
  }

  async #event(): Promise<Outcome<LessonEvent>> {
    const patience = new AbortController();
    while (this.#waiting.length === 0 && !this.#ended) {
      const woken = new Promise<'woken'>((resolve) => {
        this.#wake = () => {
          resolve('woken');
        };
      });
      const late = sleep(stepPatience, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
      if ((await Promise.race([woken, late])) === 'late') return this.#late();
    }
    patience.abort();
    const output = this.#output;
    this.#output = [];
    this.#bytes = 0;
    const step = this.#waiting.shift();
    if (step === undefined) {
      if (this.#broken !== undefined) return failed(this.#broken);
      return { ok: true, value: { type: 'ended', ...(this.#ended ?? { code: null, signal: null }), output } };
    }
    const moment = await this.#moment(step);
    return moment.ok ? { ok: true, value: { type: 'step', moment: moment.value, output } } : moment;
  }

  #late(): Failure {
    this.#child.kill('SIGKILL');
    return failed(
      `The program came to no step for ${stepPatience / 1000} seconds and was ended.`,
      'A line that is printed with printf comes late: use step() of lesson.h, which does not buffer.',
    );
  }

  async #moment(step: string): Promise<Outcome<LessonMoment>> {
    const said = this.#said.snapshot();
    const captures = new Map<string, Capture>();
    const pages: LabelPages[] = [];
    const pageStates = new Map<string, PageRuns>();
    const own = this.pid;
    const processes = [...(own === undefined ? [] : [[ownProgram, own] as const]), ...Object.entries(said.processes)];
    for (const [name, pid] of processes) {
      const capture = await this.#atRest(pid);
      if (!capture.ok) {
        if (name === ownProgram) return capture;
        continue; // A child that has ended is simply not there.
      }
      captures.set(name, capture.value);
      const { pageSize } = capture.value.machine;
      pages.push(...countLabelPages(this.#context.reader, pid, name, said.labels, pageSize));
      const states = readPageStates(this.#context.reader, capture.value);
      if (states) pageStates.set(name, states);
    }
    return { ok: true, value: { step, said, captures, pages, pageStates } };
  }

  /** A capture of a process whose threads all sleep, or the last one when that takes too long. */
  async #atRest(pid: Pid): Promise<Outcome<Capture>> {
    const deadline = performance.now() + rest.patience;
    for (;;) {
      const capture = captureNow(this.#context, pid);
      if (!capture.ok || performance.now() > deadline) return capture;
      if (capture.value.process.threads.every(({ state }) => state === 'S')) return capture;
      await sleep(rest.pause);
    }
  }
}

const failed = (message: string, remedy?: string): Failure => ({
  ok: false,
  code: 'failed',
  message,
  ...(remedy === undefined ? {} : { remedy }),
});
