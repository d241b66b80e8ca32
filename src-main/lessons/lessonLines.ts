/** Where the parts of a lesson stand in its text, so that what a run finds wrong is told with its line too. Pure. */

/** One part that a check may find wrong. */
export type LessonPart =
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'question'; readonly id: string }
  | { readonly type: 'choice'; readonly question: string; readonly id: string }
  | { readonly type: 'fact'; readonly step: string; readonly text: string }
  | { readonly type: 'modify'; readonly step: string };

/** One key for each part; names hold no blanks, so that no two parts share one. */
function keyOf(part: LessonPart): string {
  switch (part.type) {
    case 'step':
    case 'modify':
      return `${part.type} ${part.step}`;
    case 'question':
      return `question ${part.id}`;
    case 'choice':
      return `choice ${part.question} ${part.id}`;
    case 'fact':
      return `fact ${part.step} ${part.text}`;
  }
}

export class LessonLines {
  readonly #lines = new Map<string, number>();
  readonly #source: readonly string[];

  /** `source` is the whole text of lesson.md. */
  constructor(source: string) {
    this.#source = source.split('\n');
  }

  /** Keeps the line of a part, counted from 1. A part that comes again keeps its first line. */
  keep(part: LessonPart, line: number): void {
    const key = keyOf(part);
    if (!this.#lines.has(key)) this.#lines.set(key, line);
  }

  /** The line of a part; undefined for one that the text does not have. */
  of(part: LessonPart): number | undefined {
    return this.#lines.get(keyOf(part));
  }

  /** The line at or behind that of a step on which `{expression}` stands; the step's own where none does. */
  ofFigure(step: string, expression: string): number | undefined {
    const begin = this.of({ type: 'step', step });
    if (begin === undefined) return undefined;
    const after = this.#source.slice(begin).findIndex((line) => line.includes(`{${expression}}`));
    return after < 0 ? begin : begin + after + 1;
  }
}
