/** What is wrong with a lesson, told with its place: `promise/lesson.md:23: choice "page": …`. */

export interface Problem {
  readonly file: string;
  /** Counted from 1; missing where the whole file is meant. */
  readonly line?: number;
  readonly message: string;
}

/** As compilers write it, so that editors jump there. */
export const problemText = ({ file, line, message }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${message}`;

/** Collects the problems of one file. */
export class Problems {
  readonly found: Problem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(line: number | undefined, message: string): void {
    this.found.push({ file: this.#file, ...(line === undefined ? {} : { line }), message });
  }
}
