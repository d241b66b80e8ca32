/**
 * `lesson.de.md`: a lesson's texts in another language. It has the headings and blocks of lesson.md with nothing but their
 * ids and texts; conditions, facts and looks stay in lesson.md. What it lacks stays in the original language, marked. Pure.
 */
import { z } from 'zod';
import type { Choice, Lesson, LessonStep, Question } from '../contract/lesson.ts';
import type { Inline, Prose } from '../contract/prose.ts';
import { namePattern } from './expression.ts';
import { Problems, type Problem } from './problems.ts';
import { blocks, readInline, readProse, readTokens } from './prose.ts';
import { readYaml } from './yamlBlock.ts';

/** Largest translation in characters, as of a lesson. */
const largestText = 256 * 1024;

const name = z.string().regex(namePattern, 'lower-case letters, digits and hyphens, at most 32');
const text = z.string().min(1);
/** Of the file's name: lesson.de.md, lesson.pt-BR.md. */
export const translationName = /^lesson\.([a-z]{2}(?:-[A-Z]{2})?)\.md$/;

const frontSchema = z.strictObject({ language: text, title: text });
const questionSchema = z.strictObject({
  id: name,
  ask: text,
  choices: z.array(z.strictObject({ id: name, text: text.max(80), because: text.optional() })).default([]),
});
const modifySchema = z.strictObject({ change: text, ask: text });
const textBlocks = ['predict', 'why', 'see', 'notes', 'modify', 'sheet'] as const;
type TextBlock = (typeof textBlocks)[number];
const isTextBlock = (word: string): word is TextBlock => (textBlocks as readonly string[]).includes(word);
/** Blocks that lesson.md alone has. */
const machineBlocks = ['look', 'facts'];

type TranslatedQuestion = z.output<typeof questionSchema>;

interface TranslatedStep {
  title: string;
  prose: readonly Prose[];
  see: readonly Prose[];
  notes: readonly Prose[];
  sheet: readonly Prose[];
  modify?: z.output<typeof modifySchema>;
}

/** The texts of one language. */
export interface Translation {
  readonly language: string;
  readonly title: string;
  readonly introduction: readonly Prose[];
  readonly steps: ReadonlyMap<string, TranslatedStep>;
  readonly questions: ReadonlyMap<string, TranslatedQuestion>;
}

/** Reads a translation of a lesson. What belongs to nothing in the lesson is a problem, and so is what is missing. */
export function parseTranslation(
  source: string,
  file: string,
  language: string,
  lesson: Lesson,
): { readonly translation?: Translation; readonly problems: readonly Problem[] } {
  const problems = new Problems(file);
  const front = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(source);
  if (source.length > largestText || !front) {
    problems.add(1, front ? `it has more than ${largestText / 1024} KiB` : 'the file begins with YAML between ---');
    return { problems: problems.found };
  }
  const head = readYaml(front[1] ?? '', 2, frontSchema, Object.keys(frontSchema.shape), problems);
  if (head && head.value.language !== language)
    problems.add(head.lineOf(['language']), `the file is named for ${language} and says ${head.value.language}`);
  const reader = new Reader(front[0].split('\n').length - 1, problems);
  reader.read(source.slice(front[0].length));
  reader.compare(lesson);
  if (!head) return { problems: problems.found };
  const { introduction, steps, questions } = reader;
  return {
    translation: { language, title: head.value.title, introduction, steps, questions },
    problems: problems.found,
  };
}

class Reader {
  readonly introduction: Prose[] = [];
  readonly steps = new Map<string, TranslatedStep>();
  readonly questions = new Map<string, TranslatedQuestion>();
  readonly #lines = new Map<string, number>();
  readonly #linesBefore: number;
  readonly #problems: Problems;
  #step: TranslatedStep | undefined;

  constructor(linesBefore: number, problems: Problems) {
    this.#linesBefore = linesBefore;
    this.#problems = problems;
  }

  read(source: string): void {
    const tokens = readTokens(source);
    let loose: typeof tokens = [];
    const flush = (): void => {
      const prose = blocks(loose);
      loose = [];
      if (this.#step) this.#step.prose = [...this.#step.prose, ...prose];
      else this.introduction.push(...prose);
    };
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      if (!token) break;
      const line = this.#linesBefore + (token.map?.[0] ?? 0) + 1;
      const word = token.type === 'fence' ? (token.info.trim().split(/\s+/)[0] ?? '') : '';
      if (token.type === 'heading_open' && token.tag === 'h2') {
        flush();
        this.#begin(tokens[at + 1]?.content ?? '', line);
        at += 2;
      } else if (isTextBlock(word)) {
        flush();
        this.#block(word, token.content, line + 1);
      } else if (machineBlocks.includes(word)) {
        this.#problems.add(line, `a block “${word}” belongs into lesson.md alone`);
      } else loose.push(token);
    }
    flush();
  }

  /** Tells what the lesson does not have, and what of it has no translation. */
  compare({ steps }: Lesson): void {
    const known = new Set<string>();
    for (const step of steps) {
      known.add(`step ${step.name}`);
      if (!this.steps.has(step.name)) this.#problems.add(undefined, `the step ${step.name} is not translated`);
      for (const question of [...step.predictions, ...step.whys]) {
        known.add(`question ${question.id}`);
        const translated = this.questions.get(question.id);
        if (!translated) {
          this.#problems.add(undefined, `the question ${question.id} is not translated`);
          continue;
        }
        const line = this.#lines.get(`question ${question.id}`);
        const choices = new Set(translated.choices.map(({ id }) => id));
        for (const { id } of question.choices)
          if (!choices.delete(id)) this.#problems.add(line, `the choice ${id} of ${question.id} is not translated`);
        for (const id of choices) this.#problems.add(line, `the question ${question.id} has no choice ${id}`);
      }
    }
    for (const [key, line] of this.#lines) if (!known.has(key)) this.#problems.add(line, `lesson.md has no ${key}`);
  }

  #begin(heading: string, line: number): void {
    const [, step = '', title = ''] = /^step ([^:]+):\s*(.+)$/.exec(heading) ?? [];
    if (!namePattern.test(step)) {
      this.#problems.add(line, `“## ${heading}” begins no step: write “## step NAME: title”`);
      return;
    }
    this.#step = { title, prose: [], see: [], notes: [], sheet: [] };
    this.steps.set(step, this.#step);
    this.#lines.set(`step ${step}`, line);
  }

  #block(word: TextBlock, content: string, first: number): void {
    const step = this.#step;
    if (!step) {
      this.#problems.add(first - 1, `a block “${word}” stands before the first step`);
      return;
    }
    if (word === 'see' || word === 'notes' || word === 'sheet') {
      step[word] = [...step[word], ...readProse(content)];
    } else if (word === 'modify') {
      const read = readYaml(content, first, modifySchema, Object.keys(modifySchema.shape), this.#problems);
      if (read) step.modify = read.value;
    } else {
      const keys = [...Object.keys(questionSchema.shape), 'text', 'because'];
      const read = readYaml(content, first, questionSchema, keys, this.#problems);
      if (!read) return;
      this.questions.set(read.value.id, read.value);
      this.#lines.set(`question ${read.value.id}`, read.lineOf(['id']));
    }
  }
}

/** The lesson with the texts of a translation; what has none keeps those of lesson.md, with their language behind it. */
export function translatedLesson(
  lesson: Lesson,
  { language, title, introduction, steps, questions }: Translation,
): Lesson {
  const mark = (line: readonly Inline[]): readonly Inline[] => [
    ...line,
    { type: 'emphasis', inside: [{ type: 'text', text: ` (${lesson.language})` }] },
  ];
  const asked = (question: Question): Question => {
    const own = questions.get(question.id);
    const choice = (one: Choice): Choice => {
      const told = own?.choices.find(({ id }) => id === one.id);
      if (!told) return { ...one, text: mark(one.text) };
      return { ...one, text: readInline(told.text), ...(told.because ? { because: readInline(told.because) } : {}) };
    };
    return {
      ...question,
      ask: own ? readInline(own.ask) : mark(question.ask),
      choices: question.choices.map(choice),
    };
  };
  const step = (one: LessonStep): LessonStep => {
    const own = steps.get(one.name);
    const prose = (part: 'prose' | 'see' | 'notes' | 'sheet'): readonly Prose[] =>
      own && own[part].length > 0 ? own[part] : one[part];
    return {
      ...one,
      title: own?.title ?? `${one.title} (${lesson.language})`,
      prose: prose('prose'),
      see: prose('see'),
      notes: prose('notes'),
      sheet: prose('sheet'),
      predictions: one.predictions.map(asked),
      whys: one.whys.map(asked),
      ...(one.modify && own?.modify
        ? { modify: { ...one.modify, change: own.modify.change, ask: readInline(own.modify.ask) } }
        : {}),
    };
  };
  return {
    ...lesson,
    language,
    title,
    introduction: introduction.length > 0 ? introduction : lesson.introduction,
    steps: lesson.steps.map(step),
  };
}

/** The first of the languages in which a lesson can be had; undefined where that is none but its own. */
export function chosenTranslation(
  lesson: Lesson,
  translations: readonly Translation[],
  languages: readonly string[],
): Translation | undefined {
  for (const wanted of languages) {
    const fits = (language: string): boolean => language === wanted || language === wanted.split('-')[0];
    if (fits(lesson.language)) return undefined;
    const found = translations.find(({ language }) => fits(language));
    if (found) return found;
  }
  return undefined;
}
