/**
 * The text of a lesson into a {@link Lesson} (build/lessons/FORMAT.md): YAML front matter with a closed set of keys,
 * then Markdown. A heading `## step NAME: title` begins a step; fenced blocks carry the parts that the machine reads.
 */
import { z, type ZodType } from 'zod';
import { kinds, type KindId } from '../contract/kinds.ts';
import {
  lookColours,
  requirements,
  type Choice,
  type Lesson,
  type LessonLook,
  type LessonStep,
  type Question,
} from '../contract/lesson.ts';
import type { Prose } from '../contract/prose.ts';
import { conditions, namePattern, parseExpression, parseSum } from './expression.ts';
import { LessonLines } from './lessonLines.ts';
import { Problems, type Problem } from './problems.ts';
import { blocks, readInline, readProse, readTokens } from './prose.ts';
import { expressionsIn } from './texts.ts';
import { readYaml, type Located } from './yamlBlock.ts';

/** Longest text of a choice: two lines on the projector. */
const longestChoice = 80;
/** Largest lesson.md in characters; the shipped ones have under 12,000. */
const largestText = 256 * 1024;

const name = z.string().regex(namePattern, 'lower-case letters, digits and hyphens, at most 32');
const text = z.string().min(1);
const kindId = z.string().refine((word): word is KindId => Object.hasOwn(kinds, word), 'there is no such kind');

const frontSchema = z.strictObject({
  lesson: z.literal(1, 'this program reads version 1'),
  id: name,
  title: text,
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'a language such as en or pt-BR'),
  program: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.c$/, 'the name of a C file in the folder'),
  flags: z.array(z.string().regex(/^-[A-Za-z]/, 'a flag of the compiler')).default([]),
  requires: z.array(z.enum(requirements)).default([]),
  minutes: z.number().int().min(1).max(180),
  after: z.array(name).default([]),
  view: z
    .strictObject({
      orientation: z.enum(['high-on-top', 'low-on-top']).optional(),
      hide: z.array(kindId).optional(),
    })
    .default({}),
  licence: text,
});

const choiceSchema = z.strictObject({
  id: name,
  text: text.max(longestChoice, `longer than ${longestChoice} characters`),
  expected: z.boolean().default(false),
  when: text.optional(),
  believes: name.optional(),
  because: text.optional(),
});

const questionSchema = z.strictObject({
  id: name,
  type: z.enum(['choice', 'point']).default('choice'),
  ask: text,
  label: name.optional(),
  choices: z.array(choiceSchema).min(2, 'a question has at least two').max(6, 'more than six do not fit').optional(),
});

const lookSchema = z.strictObject({
  zoom: z.string().optional(),
  spotlight: z.union([z.string(), z.array(z.string())]).optional(),
  beside: name.optional(),
  show: z.enum(['map', 'pages', 'treemap', 'table']).optional(),
  colour: z.enum(lookColours).optional(),
});

const modifySchema = z.strictObject({ change: text, to: text, ask: text, find: text.optional() });

const keysOf = (schema: { readonly shape: object }): string[] => Object.keys(schema.shape);

/** Kinds of fenced blocks; another word after the fence is ordinary code (`c`, `sh`). */
const machineBlocks = ['look', 'predict', 'why', 'facts', 'see', 'notes', 'modify', 'sheet'] as const;
type MachineBlock = (typeof machineBlocks)[number];
const isMachineBlock = (word: string): word is MachineBlock => (machineBlocks as readonly string[]).includes(word);

/** A lesson with the places of its parts, or what is wrong with its text. */
export interface ParsedLesson {
  readonly lesson?: Lesson;
  readonly lines: LessonLines;
  readonly problems: readonly Problem[];
}

/** A lesson, or what is wrong with its text. Facts and conditions have been parsed once, so that later they fit. */
export function parseLesson(source: string, file: string): ParsedLesson {
  const problems = new Problems(file);
  const lines = new LessonLines(source.length > largestText ? '' : source);
  if (source.length > largestText) {
    problems.add(undefined, `it has more than ${largestText / 1024} KiB`);
    return { lines, problems: problems.found };
  }
  const front = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(source);
  if (!front) {
    problems.add(1, 'the file begins with YAML between two lines of ---');
    return { lines, problems: problems.found };
  }
  const head = readYaml(front[1] ?? '', 2, frontSchema, keysOf(frontSchema), problems);
  const linesBefore = front[0].split('\n').length - 1;
  const body = new Body(source.slice(front[0].length), linesBefore, lines, problems);
  const { introduction, steps } = body.read();
  if (!head || problems.found.length > 0) return { lines, problems: problems.found };
  const { value } = head;
  return {
    lesson: {
      id: value.id,
      title: value.title,
      language: value.language,
      program: value.program,
      flags: value.flags,
      requires: value.requires,
      minutes: value.minutes,
      after: value.after,
      hide: value.view.hide ?? [],
      orientation: value.view.orientation ?? 'high-on-top',
      licence: value.licence,
      introduction,
      steps,
    },
    lines,
    problems: [],
  };
}

/** A step while it is being read. */
type Draft = { -readonly [Key in keyof LessonStep]: LessonStep[Key] };

const emptyStep = (stepName: string, title: string): Draft => ({
  name: stepName,
  title,
  prose: [],
  predictions: [],
  whys: [],
  facts: [],
  see: [],
  notes: [],
  sheet: [],
});

class Body {
  readonly #source: string;
  readonly #linesBefore: number;
  readonly #lines: LessonLines;
  readonly #problems: Problems;
  readonly #ids = new Set<string>();
  readonly #steps: Draft[] = [];

  constructor(source: string, linesBefore: number, lines: LessonLines, problems: Problems) {
    this.#source = source;
    this.#linesBefore = linesBefore;
    this.#lines = lines;
    this.#problems = problems;
  }

  read(): { introduction: Prose[]; steps: readonly LessonStep[] } {
    const tokens = readTokens(this.#source);
    const introduction: Prose[] = [];
    let loose: typeof tokens = [];
    const flush = (): void => {
      const prose = blocks(loose);
      loose = [];
      const step = this.#steps.at(-1);
      if (step) step.prose = [...step.prose, ...prose];
      else introduction.push(...prose);
    };
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      if (!token) break;
      const line = this.#linesBefore + (token.map?.[0] ?? 0) + 1;
      if (token.type === 'heading_open' && token.tag === 'h2') {
        flush();
        this.#begin(tokens[at + 1]?.content ?? '', line);
        at += 2;
        continue;
      }
      const word = token.type === 'fence' ? (token.info.trim().split(/\s+/)[0] ?? '') : '';
      if (isMachineBlock(word)) {
        flush();
        this.#block(word, token.content, line + 1);
      } else loose.push(token);
    }
    flush();
    if (this.#steps.length === 0) this.#problems.add(undefined, 'there is no step: “## step NAME: title”');
    for (const step of this.#steps) this.#checkFigures(step);
    return { introduction, steps: this.#steps };
  }

  #begin(heading: string, line: number): void {
    const found = /^step ([^:]+):\s*(.+)$/.exec(heading);
    const [, stepName = '', title = ''] = found ?? [];
    if (!found || !namePattern.test(stepName)) {
      this.#problems.add(line, `“## ${heading}” begins no step: write “## step NAME: title”`);
      return;
    }
    if (this.#steps.some((step) => step.name === stepName))
      this.#problems.add(line, `the step ${stepName} is there twice`);
    this.#lines.keep({ type: 'step', step: stepName }, line);
    this.#steps.push(emptyStep(stepName, title));
  }

  #block(word: MachineBlock, content: string, first: number): void {
    const step = this.#steps.at(-1);
    if (!step) {
      this.#problems.add(first - 1, `a block “${word}” stands before the first step`);
      return;
    }
    switch (word) {
      case 'look': {
        const look = this.#yaml(content, first, lookSchema, keysOf(lookSchema));
        if (look) step.look = lookOf(look.value);
        break;
      }
      case 'predict':
      case 'why': {
        const question = this.#question(word, content, first);
        if (!question) break;
        if (word === 'predict') step.predictions = [...step.predictions, question];
        else step.whys = [...step.whys, question];
        break;
      }
      case 'facts':
        step.facts = [...step.facts, ...this.#facts(step.name, content, first)];
        break;
      case 'see':
      case 'notes':
      case 'sheet':
        step[word] = [...step[word], ...readProse(content)];
        break;
      case 'modify': {
        const modify = this.#yaml(content, first, modifySchema, keysOf(modifySchema));
        this.#lines.keep({ type: 'modify', step: step.name }, first);
        if (modify) {
          const { ask, find, ...change } = modify.value;
          step.modify = { ...change, ask: readInline(ask), ...(find === undefined ? {} : { find }) };
        }
        break;
      }
    }
  }

  #yaml<T>(content: string, first: number, schema: ZodType<T>, keys: readonly string[]): Located<T> | undefined {
    return readYaml(content, first, schema, keys, this.#problems);
  }

  #question(block: Question['block'], content: string, first: number): Question | undefined {
    const read = this.#yaml(content, first, questionSchema, [...keysOf(questionSchema), ...keysOf(choiceSchema)]);
    if (!read) return undefined;
    const { value, lineOf } = read;
    if (this.#ids.has(value.id)) this.#problems.add(lineOf(['id']), `the id ${value.id} is there twice`);
    this.#ids.add(value.id);
    this.#lines.keep({ type: 'question', id: value.id }, lineOf(['id']));
    for (const [index, { id }] of (value.choices ?? []).entries())
      this.#lines.keep({ type: 'choice', question: value.id, id }, lineOf(['choices', index]));
    const given = value.choices ?? [];
    if (value.type === 'point') {
      if (value.label === undefined) this.#problems.add(first, 'a question to point at something needs its label');
    } else if (given.filter(({ expected }) => expected).length !== 1) {
      this.#problems.add(lineOf(['choices']), 'exactly one choice is the expected one (expected: true)');
    }
    const choices = given.map((choice, index) => this.#choice(choice, (key) => lineOf(['choices', index, key])));
    if (new Set(choices.map(({ id }) => id)).size < choices.length) {
      this.#problems.add(lineOf(['choices']), 'two choices have the same id');
    }
    return {
      id: value.id,
      block,
      type: value.type,
      ask: readInline(value.ask),
      choices,
      ...(value.label === undefined ? {} : { label: value.label }),
    };
  }

  #choice(
    { id, expected, when, believes, because, ...rest }: z.infer<typeof choiceSchema>,
    lineOf: (key: string) => number,
  ): Choice {
    if (when !== undefined) {
      for (const one of conditions(when)) {
        const parsed = parseExpression(one);
        if (!parsed.ok) this.#problems.add(lineOf('when'), `choice “${id}”: ${parsed.why}`);
      }
    }
    return {
      id,
      text: readInline(rest.text),
      expected,
      ...(when === undefined ? {} : { when }),
      ...(believes === undefined ? {} : { believes }),
      ...(because === undefined ? {} : { because: readInline(because) }),
    };
  }

  #facts(step: string, content: string, first: number): string[] {
    const found: string[] = [];
    for (const [index, line] of content.split('\n').entries()) {
      const fact = line.replace(/(^|\s)#.*$/, '').trim();
      if (fact === '') continue;
      const parsed = parseExpression(fact);
      if (!parsed.ok) {
        this.#problems.add(first + index, `“${fact}”: ${parsed.why}`);
        continue;
      }
      found.push(parsed.value.text);
      this.#lines.keep({ type: 'fact', step, text: parsed.value.text }, first + index);
    }
    return found;
  }

  #checkFigures(step: Draft): void {
    for (const expression of expressionsIn([...step.prose, ...step.see, ...step.notes])) {
      const parsed = parseSum(expression);
      if (parsed.ok) continue;
      this.#problems.add(this.#lines.ofFigure(step.name, expression), `{${expression}}: ${parsed.why}`);
    }
  }
}

function lookOf({ zoom, spotlight, beside, show, colour }: z.infer<typeof lookSchema>): LessonLook {
  return {
    ...(zoom === undefined ? {} : { zoom }),
    ...(spotlight === undefined ? {} : { spotlight: typeof spotlight === 'string' ? [spotlight] : spotlight }),
    ...(beside === undefined ? {} : { beside }),
    ...(show === undefined ? {} : { show }),
    ...(colour === undefined ? {} : { colour }),
  };
}
