/**
 * Checks a lesson as its author must: the text, the program, every fact and every condition on this machine. What is
 * wrong is told with file and line, and with a suggestion where one is near.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TakeContext } from '../capture/context.ts';
import type { CheckedFact, Lesson, LessonStep, Question } from '../contract/lesson.ts';
import { decide, factOf } from '../lessons/decide.ts';
import { evaluateSum, type FactScene } from '../lessons/evaluate.ts';
import { conditions, namesIn, parseExpression, parseSum } from '../lessons/expression.ts';
import type { LessonMoment } from '../lessons/moment.ts';
import type { Problem } from '../lessons/problems.ts';
import { expressionsIn } from '../lessons/texts.ts';
import { compileLesson, type CompileOptions } from './compile.ts';
import type { LessonFolder } from './lessonFolder.ts';
import { recordedFolder, recordingOf } from './recording.ts';
import { LessonRun, type LessonEvent } from './run.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Lines of code are shown beside the picture; longer ones do not fit the projector. */
const widestCode = 78;
/** How soon a program must end once its input has ended, in milliseconds. */
const endPatience = 2000;

/** What a check found; `facts` are all that were evaluated, with this machine's figures. */
export interface CheckResult {
  readonly problems: readonly Problem[];
  readonly facts: readonly (CheckedFact & { readonly step: string })[];
  readonly moments: readonly LessonMoment[];
}

/** Compiles and runs a lesson to its end and checks everything that its text promises. */
export async function checkLesson(
  context: TakeContext,
  { folder, lesson, source }: LessonFolder,
  options: Omit<CompileOptions, 'folder'>,
): Promise<CheckResult> {
  const where = new Places(basename(folder), lesson.program);
  const problems: Problem[] = [...wideLines(source, where.program), ...missedChanges(lesson, source, where.text)];
  const compiled = await compileLesson(lesson, { ...options, folder });
  if (!compiled.ok) {
    problems.push({ file: where.program, message: [compiled.message, compiled.why].join(' ') });
    return { problems, facts: [], moments: [] };
  }
  if (compiled.value.messages !== '') {
    problems.push({ file: where.program, message: `it compiles with warnings:\n${compiled.value.messages.trimEnd()}` });
  }
  const work = await mkdtemp(join(tmpdir(), 'procatlas-lesson-'));
  try {
    const { moments, problems: ran } = await runWhole(context, compiled.value.binary, work, lesson, where);
    problems.push(...ran);
    const left = await readdir(work);
    if (left.length > 0) problems.push({ file: where.program, message: `it leaves files behind: ${left.join(', ')}` });
    problems.push(...(await endsEverywhere(context, compiled.value.binary, work, lesson, where)));
    const checked = checkMoments(lesson, moments, where);
    return { problems: [...problems, ...checked.problems], facts: checked.facts, moments };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The same facts, conditions and figures from the lesson's recording: nothing is compiled and nothing runs. */
export async function checkRecording({ folder, lesson }: LessonFolder): Promise<CheckResult> {
  const where = new Places(basename(folder), lesson.program);
  const problem = (message: string): CheckResult => ({
    problems: [{ file: join(basename(folder), recordedFolder), message }],
    facts: [],
    moments: [],
  });
  const recording = await recordingOf(folder);
  if (!recording) return problem(`there is no recording: ${ownCommand('lesson record FOLDER')} makes one`);
  if (!recording.ok) return problem([recording.message, recording.why].filter(Boolean).join(' '));
  const moments = recording.value.steps.map(({ moment }) => moment);
  const names = moments.map(({ step }) => step).join(', ');
  const wanted = lesson.steps.map(({ name }) => name).join(', ');
  if (names !== wanted) return problem(`it holds the steps ${names}, and the lesson has ${wanted}`);
  return { ...checkMoments(lesson, moments, where), moments };
}

/** Names of the files that problems belong to. */
class Places {
  readonly text: string;
  readonly program: string;

  constructor(folder: string, program: string) {
    this.text = join(folder, 'lesson.md');
    this.program = join(folder, program);
  }
}

/** A change that the app is to make must find its place, and only one. */
const missedChanges = (lesson: Lesson, source: string, file: string): Problem[] =>
  lesson.steps.flatMap(({ name, modify }) => {
    const times = modify?.find === undefined ? 1 : source.split(modify.find).length - 1;
    return times === 1
      ? []
      : [{ file, message: `step ${name}: “${modify?.find ?? ''}” stands ${times} times in the program, not once` }];
  });

const wideLines = (source: string, file: string): Problem[] =>
  source
    .split('\n')
    .flatMap((line, index) =>
      line.length > widestCode
        ? [{ file, line: index + 1, message: `the line is longer than ${widestCode} columns` }]
        : [],
    );

async function runWhole(
  context: TakeContext,
  binary: string,
  work: string,
  lesson: Lesson,
  { text, program }: Places,
): Promise<{ moments: LessonMoment[]; problems: Problem[] }> {
  const run = new LessonRun(context, binary, work);
  const moments: LessonMoment[] = [];
  const problems: Problem[] = [];
  const children: number[] = [];
  try {
    let outcome = await run.first();
    for (;;) {
      if (!outcome.ok) {
        problems.push({ file: program, message: [outcome.message, outcome.why].filter(Boolean).join(' ') });
        return { moments, problems };
      }
      const event: LessonEvent = outcome.value;
      if (event.type === 'ended') {
        if (event.signal !== null) problems.push({ file: program, message: `it was ended by ${event.signal}` });
        else if (event.code !== 0) problems.push({ file: program, message: `it ended with status ${event.code}` });
        break;
      }
      const expected = lesson.steps[moments.length];
      if (event.moment.step !== expected?.name) {
        problems.push({
          file: text,
          message: `the program comes to the step ${event.moment.step} where the lesson has ${expected?.name ?? 'no further one'}`,
        });
        return { moments, problems };
      }
      moments.push(event.moment);
      children.push(...Object.values(event.moment.said.processes));
      outcome = await run.next();
    }
    if (moments.length < lesson.steps.length) {
      problems.push({ file: text, message: `the program ends before the step ${lesson.steps[moments.length]?.name}` });
    }
  } finally {
    await run.stop();
  }
  problems.push(...(await survivors(children, program)));
  return { moments, problems };
}

async function survivors(pids: readonly number[], file: string): Promise<Problem[]> {
  const deadline = performance.now() + endPatience;
  const living = (): number[] => pids.filter(exists);
  while (living().length > 0 && performance.now() < deadline) await sleep(10);
  return [...new Set(living())].map((pid) => ({ file, message: `it leaves the process ${pid} behind` }));
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** At whatever step the input ends, the program and all it started must end soon. */
async function endsEverywhere(
  context: TakeContext,
  binary: string,
  work: string,
  lesson: Lesson,
  { program }: Places,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [index, { name }] of lesson.steps.entries()) {
    const run = new LessonRun(context, binary, work);
    const children: number[] = [];
    let outcome = await run.first();
    for (let step = 0; step < index && outcome.ok && outcome.value.type === 'step'; step++) outcome = await run.next();
    if (outcome.ok && outcome.value.type === 'step')
      children.push(...Object.values(outcome.value.moment.said.processes));
    const begin = performance.now();
    await run.stop();
    if (performance.now() - begin > endPatience) {
      problems.push({
        file: program,
        message: `at the step ${name} it does not end within 2 s of the end of its input`,
      });
    }
    problems.push(...(await survivors(children, program)));
  }
  return problems;
}

/** Every fact, condition and figure over moments that were reached, live or from a recording. */
export function checkMoments(
  lesson: Lesson,
  moments: readonly LessonMoment[],
  where: { readonly text: string },
): Pick<CheckResult, 'problems' | 'facts'> {
  const byStep = new Map(moments.map((moment) => [moment.step, moment]));
  const problems: Problem[] = [];
  const facts: (CheckedFact & { readonly step: string })[] = [];
  for (const step of lesson.steps) {
    if (!byStep.has(step.name)) continue;
    const scene: FactScene = { moments: byStep, step: step.name };
    const complain = (message: string): void => {
      problems.push({ file: where.text, message: `step ${step.name}: ${message}` });
    };
    for (const sentence of unknownNames(step, scene)) complain(sentence);
    for (const text of step.facts) {
      const fact = factOf(text, scene);
      facts.push({ ...fact, step: step.name });
      if (fact.holds !== true) complain(`the fact “${fact.text}” does not hold: ${fact.left} against ${fact.right}`);
    }
    for (const question of [...step.predictions, ...step.whys]) {
      const sentence = wrongDecision(question, scene);
      if (sentence !== undefined) complain(sentence);
    }
    for (const expression of expressionsIn([...step.see, ...step.prose, ...step.notes])) {
      const parsed = parseSum(expression);
      if (parsed.ok && evaluateSum(parsed.value, scene) === undefined) complain(`{${expression}} is not there`);
    }
  }
  return { problems, facts };
}

function wrongDecision(question: Question, scene: FactScene): string | undefined {
  const { right, conditions: found } = decide(question, scene);
  if (question.type === 'point') {
    return right === undefined ? `question ${question.id}: nothing is mapped at ${question.label ?? ''}` : undefined;
  }
  const expected = question.choices.find((choice) => choice.expected)?.id;
  if (right === expected) return undefined;
  const told = found
    .map(({ choice, text, left, right: other }) => `${choice}: ${text} (${left} against ${other})`)
    .join('; ');
  return `question ${question.id}: ${right === undefined ? 'no single choice holds' : `the choice “${right}” holds`} and “${expected ?? ''}” is expected. ${told}`;
}

/** Labels, processes and steps that no line of the program has named. */
function unknownNames({ facts, predictions }: LessonStep, { moments, step }: FactScene): string[] {
  const texts = [
    ...facts,
    ...predictions.flatMap(({ choices }) =>
      choices.flatMap(({ when }) => (when === undefined ? [] : conditions(when))),
    ),
  ];
  const sentences = texts.flatMap((text) => {
    const parsed = parseExpression(text);
    if (!parsed.ok) return [];
    const names = namesIn(parsed.value);
    const labels = new Set([...moments.values()].flatMap(({ said }) => said.labels.map(({ label }) => label)));
    const values = new Set([...moments.values()].flatMap(({ said }) => Object.keys(said.values)));
    const processes = new Set([...moments.values()].flatMap(({ said }) => Object.keys(said.processes)));
    return [
      ...names.labels
        .filter((label) => !labels.has(label) && !values.has(label))
        .map((label) => `the program names no “${label}” (in “${text}”)`),
      ...names.processes
        .filter((name) => !processes.has(name))
        .map((name) => `the program names no process “${name}” (in “${text}”)`),
      ...names.steps
        .filter((name) => name !== step && !moments.has(name))
        .map((name) => `there is no step “${name}” (in “${text}”)`),
    ];
  });
  return [...new Set(sentences)];
}
