/**
 * What the rules have read, so that a later look can tell whether they would find the same. A rule asks; the question is
 * kept with its answer, and asked again on the next input. A region is kept only when every answer is the same: what
 * nobody has asked may change as it likes.
 */
import { missingFigure } from '../contract/capture.ts';
import type { ClassifyInput, MemoryPort } from './input.ts';

/**
 * A question with the answer it had. Answers are compared as texts, which are made when they are first compared: a look
 * without another one after it needs none, and they took a tenth of classifying a shell.
 */
class Question<Source> {
  readonly #ask: (source: Source) => unknown;
  #answer: unknown;
  #text: string | undefined;

  constructor(ask: (source: Source) => unknown, answer: unknown) {
    this.#ask = ask;
    this.#answer = answer;
  }

  /** Whether another source gives the same answer. */
  holdsFor(source: Source): boolean {
    const later = this.#ask(source);
    if (this.#text === undefined) {
      if (later === this.#answer) return true;
      this.#text = text(this.#answer);
      this.#answer = undefined;
    }
    return text(later) === this.#text;
  }
}

/** The questions of one classification. */
export class Grounds {
  readonly #questions = new Map<string, Question<ClassifyInput>>();
  readonly #figures = new Map<string, FigureAnswers>();
  /** A question to memory may read only what it needs: it is asked at every look. */
  readonly #memory: Question<MemoryPort>[] = [];
  #memoryMissing = false;

  /** Asks once under a name; asked again it gives the same answer. */
  ask<T>(name: string, input: ClassifyInput, question: (input: ClassifyInput) => T): T {
    const value = question(input);
    if (!this.#questions.has(name)) this.#questions.set(name, new Question(question, value));
    return value;
  }

  /** Notes whether a figure of a row was zero; undefined where smaps does not tell it. */
  askZero(key: string, row: number, count: number, zero: boolean | undefined): void {
    let answers = this.#figures.get(key);
    if (!answers) {
      answers = { rows: new Uint8Array(count) };
      this.#figures.set(key, answers);
    }
    answers.rows[row] = zeroCode(zero);
  }

  /** Asks memory; without memory the answer is undefined, and having some later is a change. */
  askMemory<T>(memory: MemoryPort | undefined, question: (memory: MemoryPort) => T): T | undefined {
    if (!memory) {
      this.#memoryMissing = true;
      return undefined;
    }
    const value = question(memory);
    this.#memory.push(new Question(question, value));
    return value;
  }

  /**
   * Whether the rules would read the same in an input whose rows and flags are those of before. Memory is asked last,
   * since that costs reads.
   */
  holdFor(input: ClassifyInput): boolean {
    for (const question of this.#questions.values()) if (!question.holdsFor(input)) return false;
    for (const [key, { rows }] of this.#figures) if (!sameZeros(input, key, rows)) return false;
    const { memory } = input;
    if (this.#memoryMissing && memory) return false;
    if (this.#memory.length > 0 && !memory) return false;
    return this.#memory.every((question) => memory !== undefined && question.holdsFor(memory));
  }
}

interface FigureAnswers {
  /** 0: not asked. */
  readonly rows: Uint8Array;
}

const zeroCode = (zero: boolean | undefined): number => (zero === undefined ? 3 : zero ? 1 : 2);

function sameZeros({ smaps }: ClassifyInput, key: string, rows: Uint8Array): boolean {
  const column = smaps?.columns[smaps.keys.indexOf(key)];
  for (let row = 0; row < rows.length; row++) {
    const before = rows[row] ?? 0;
    if (before === 0) continue;
    const value = column?.[row];
    const unknown =
      value === undefined || Number.isNaN(value) || (column instanceof Uint32Array && value === missingFigure);
    if (zeroCode(unknown ? undefined : value === 0) !== before) return false;
  }
  return true;
}

/** An answer as a text: bigints and nested values included. */
const text = (value: unknown): string => {
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
};
