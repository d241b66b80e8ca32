/**
 * What the rules have read, so that a later look can tell whether they would find the same. A rule asks; the question is
 * kept with its answer, and asked again on the next input. A region is kept only when every answer is the same: what
 * nobody has asked may change as it likes.
 */
import { missingFigure, type MappingIndex, type SmapsColumns } from '../contract/capture.ts';
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
  /** What was answered of each row, by the name of the figure. */
  readonly #figures = new Map<string, Uint8Array>();
  /** A question to memory may read only what it needs: it is asked at every look. */
  readonly #memory: Question<MemoryPort>[] = [];
  #memoryMissing = false;

  /** Asks once under a name; asked again it gives the same answer. */
  ask<T>(name: string, input: ClassifyInput, question: (input: ClassifyInput) => T): T {
    const value = question(input);
    if (!this.#questions.has(name)) this.#questions.set(name, new Question(question, value));
    return value;
  }

  /** Asks whether a figure of smaps is zero, of which rows the rules choose; the answers are kept. */
  askZeros(key: string, { smaps, mappings }: ClassifyInput): Zeros {
    const codes = this.#figures.get(key) ?? new Uint8Array(mappings.length);
    this.#figures.set(key, codes);
    return new Zeros(smaps, key, codes);
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
    for (const [key, codes] of this.#figures) if (!sameZeros(input, key, codes)) return false;
    const { memory } = input;
    if (this.#memoryMissing && memory) return false;
    if (this.#memory.length > 0 && !memory) return false;
    return this.#memory.every((question) => memory !== undefined && question.holdsFor(memory));
  }
}

/** Answers as they are kept; 0 where nobody has asked. */
const zeroCode = { zero: 1, more: 2, unknown: 3 } as const;

/** Whether one figure of smaps is zero. Made once for many rows: finding the figure takes longer than looking at it. */
export class Zeros {
  readonly #column: Float64Array | Uint32Array | undefined;
  /** What stands for a figure that the kernel did not print; in wide columns that is NaN. */
  readonly #missing: number;
  readonly #codes: Uint8Array;

  constructor(smaps: SmapsColumns | undefined, key: string, codes: Uint8Array) {
    this.#column = smaps?.columns[smaps.keys.indexOf(key)];
    this.#missing = this.#column instanceof Uint32Array ? missingFigure : NaN;
    this.#codes = codes;
  }

  /** Undefined where smaps does not tell it. The answer is noted. */
  isZero(row: MappingIndex): boolean | undefined {
    const code = this.code(row);
    this.#codes[row] = code;
    return code === zeroCode.unknown ? undefined : code === zeroCode.zero;
  }

  /** The answer as it is kept. */
  code(row: MappingIndex): number {
    const value = this.#column?.[row];
    if (value === 0) return zeroCode.zero;
    return value === undefined || value === this.#missing || Number.isNaN(value) ? zeroCode.unknown : zeroCode.more;
  }
}

function sameZeros({ smaps }: ClassifyInput, key: string, before: Uint8Array): boolean {
  const zeros = new Zeros(smaps, key, before);
  for (let row = 0; row < before.length; row++) {
    const code = before[row] ?? 0;
    if (code !== 0 && zeros.code(row) !== code) return false;
  }
  return true;
}

/** An answer as a text: bigints and nested values included. */
const text = (value: unknown): string => {
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
};
