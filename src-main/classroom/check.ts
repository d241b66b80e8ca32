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
import type { LessonPart } from '../lessons/lessonLines.ts';
import type { LessonMoment } from '../lessons/moment.ts';
import type { Problem } from '../lessons/problems.ts';
import { expressionsIn } from '../lessons/texts.ts';
import { compileLesson, type CompileOptions } from './compile.ts';
import type { LessonFolder } from './lessonFolder.ts';
import { recordedFolder, recordingOf } from './recording.ts';
import { LessonRun, type LessonEvent } from './run.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { parseStat } from '../procfs/stat.ts';

/** Lines of code are shown beside the picture; longer ones do not fit the projector. */
const widestCode = 78;
/** How soon a program must end once its input has ended, in milliseconds. */
const endPatience = 2000;
/** How long something that it has started may still be running then. */
const longestEnd = 20_000;

/** What a check found; `facts` are all that were evaluated, with this machine's figures. */
export interface CheckResult {
  readonly problems: readonly Problem[];
  readonly facts: readonly (CheckedFact & { readonly step: string })[];
  readonly moments: readonly LessonMoment[];
}

/** Compiles and runs a lesson to its end and checks everything that its text promises. */
export async function checkLesson(
  context: TakeContext,
  read: LessonFolder,
  options: Omit<CompileOptions, 'folder'>,
): Promise<CheckResult> {
  const { folder, lesson, source } = read;
  const where = new Places(read);
  const problems: Problem[] = [...wideLines(source, where.program), ...missedChanges(lesson, source, where)];
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
export async function checkRecording(read: LessonFolder): Promise<CheckResult> {
  const { folder, lesson } = read;
  const where = new Places(read);
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

/** The files that problems belong to, and the lines of the lesson's text. */
class Places {
  readonly text: string;
  readonly program: string;
  readonly #lines: LessonFolder['lines'];

  constructor({ folder, lesson, lines }: LessonFolder) {
    this.text = join(basename(folder), 'lesson.md');
    this.program = join(basename(folder), lesson.program);
    this.#lines = lines;
  }

  /** A problem of a part of the text. */
  at(part: LessonPart, message: string): Problem {
    return this.#atLine(this.#lines.of(part), message);
  }

  atFigure(step: string, expression: string, message: string): Problem {
    return this.#atLine(this.#lines.ofFigure(step, expression), message);
  }

  #atLine(line: number | undefined, message: string): Problem {
    return { file: this.text, ...(line === undefined ? {} : { line }), message };
  }
}

/** A change that the app is to make must find its place, and only one. */
const missedChanges = (lesson: Lesson, source: string, where: Places): Problem[] =>
  lesson.steps.flatMap(({ name: step, modify }) => {
    const times = modify?.find === undefined ? 1 : source.split(modify.find).length - 1;
    const message = `step ${step}: “${modify?.find ?? ''}” stands ${times} times in the program, not once`;
    return times === 1 ? [] : [where.at({ type: 'modify', step }, message)];
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
  where: Places,
): Promise<{ moments: LessonMoment[]; problems: Problem[] }> {
  const { program } = where;
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
        const message = `the program comes to the step ${event.moment.step} where the lesson has ${expected?.name ?? 'no further one'}`;
        problems.push(where.at({ type: 'step', step: expected?.name ?? event.moment.step }, message));
        return { moments, problems };
      }
      moments.push(event.moment);
      children.push(...Object.values(event.moment.said.processes));
      outcome = await run.next();
    }
    const missed = lesson.steps[moments.length]?.name;
    if (missed !== undefined) {
      problems.push(where.at({ type: 'step', step: missed }, `the program ends before the step ${missed}`));
    }
  } finally {
    await run.stop();
  }
  problems.push(...(await survivors(context, children, program)));
  return { moments, problems };
}

/**
 * Processes that stay. One that still runs, or waits for its turn on a busy machine, is on its way to its end; one that
 * only sleeps is not.
 */
async function survivors({ reader }: TakeContext, pids: readonly number[], file: string): Promise<Problem[]> {
  const begun = performance.now();
  let asleep = begun;
  for (;;) {
    const living = [...new Set(pids)].flatMap((pid) => {
      const stat = reader.read(`${pid}/stat`);
      const state = stat.status === 'read' ? parseStat(stat.value)?.state : undefined;
      // A zombie has ended; that its parent has not asked is nothing it could do.
      return state === undefined || /[ZX]/.test(state) ? [] : [{ pid, state }];
    });
    const now = performance.now();
    if (living.some(({ state }) => /[RD]/.test(state))) asleep = now;
    if (living.length === 0) return [];
    if (now - asleep > endPatience || now - begun > longestEnd) {
      return living.map(({ pid }) => ({ file, message: `it leaves the process ${pid} behind` }));
    }
    await sleep(10);
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
    problems.push(...(await survivors(context, children, program)));
  }
  return problems;
}

/** Every fact, condition and figure over moments that were reached, live or from a recording. */
function checkMoments(
  lesson: Lesson,
  moments: readonly LessonMoment[],
  where: Places,
): Pick<CheckResult, 'problems' | 'facts'> {
  const byStep = new Map(moments.map((moment) => [moment.step, moment]));
  const problems: Problem[] = [];
  const facts: (CheckedFact & { readonly step: string })[] = [];
  for (const step of lesson.steps) {
    if (!byStep.has(step.name)) continue;
    const scene: FactScene = { moments: byStep, step: step.name };
    const told = (message: string): string => `step ${step.name}: ${message}`;
    // What speaks of a name that is not there cannot hold: that is told once, as the name.
    const unknown = unknownNames(step, scene);
    problems.push(...unknown.map(({ part, message }) => where.at(part, told(message))));
    for (const text of step.facts) {
      const fact = factOf(text, scene);
      facts.push({ ...fact, step: step.name });
      if (fact.holds === true || unknown.some(({ part }) => part.type === 'fact' && part.text === text)) continue;
      const message = `the fact “${fact.text}” does not hold: ${fact.left} against ${fact.right}`;
      problems.push(where.at({ type: 'fact', step: step.name, text }, told(message)));
    }
    for (const question of [...step.predictions, ...step.whys]) {
      if (unknown.some(({ part }) => part.type === 'choice' && part.question === question.id)) continue;
      const message = wrongDecision(question, scene);
      if (message !== undefined) problems.push(where.at({ type: 'question', id: question.id }, told(message)));
    }
    for (const expression of expressionsIn([...step.see, ...step.prose, ...step.notes])) {
      const parsed = parseSum(expression);
      if (parsed.ok && evaluateSum(parsed.value, scene) === undefined)
        problems.push(where.atFigure(step.name, expression, told(`{${expression}} is not there`)));
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

/** Labels, processes and steps that no line of the program has named, each once. */
function unknownNames(
  { facts, predictions, look }: LessonStep,
  { moments, step }: FactScene,
): { readonly part: LessonPart; readonly message: string }[] {
  const texts: readonly { readonly text: string; readonly part: LessonPart }[] = [
    ...facts.map((text) => ({ text, part: { type: 'fact' as const, step, text } })),
    ...predictions.flatMap(({ id: question, choices }) =>
      choices.flatMap(({ id, when }) =>
        (when === undefined ? [] : conditions(when)).map((text) => ({
          text,
          part: { type: 'choice' as const, question, id },
        })),
      ),
    ),
  ];
  const labels = new Set([...moments.values()].flatMap(({ said }) => said.labels.map(({ label }) => label)));
  const values = new Set([...moments.values()].flatMap(({ said }) => Object.keys(said.values)));
  const processes = new Set([...moments.values()].flatMap(({ said }) => Object.keys(said.processes)));
  const found = new Map<string, LessonPart>();
  for (const { text, part } of texts) {
    const parsed = parseExpression(text);
    if (!parsed.ok) continue;
    const names = namesIn(parsed.value);
    const sentences = [
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
    for (const message of sentences) if (!found.has(message)) found.set(message, part);
  }
  const places = [look?.zoom ?? 'whole', ...(look?.spotlight ?? [])];
  const nowhere = places.filter((word) => word !== 'whole' && !word.startsWith('kind:') && !labels.has(word));
  for (const word of nowhere) found.set(`the program names no “${word}” (in its look)`, { type: 'step', step });
  if (look?.beside !== undefined && !processes.has(look.beside))
    found.set(`the program names no process “${look.beside}” (in its look)`, { type: 'step', step });
  return [...found].map(([message, part]) => ({ message, part }));
}
