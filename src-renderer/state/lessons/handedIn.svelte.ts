/** The files of answers that a class has handed in, and the tables that are made of them. */
import type { Backend, Failure } from '@contract/calls.ts';
import { largestAnswers, mostAnswerFiles, type ClassTables } from '@contract/lesson.ts';

/** What of a file is read. */
export type AnswerFile = Pick<File, 'name' | 'size' | 'text'>;

export class HandedIn {
  /** True while the page shows the tables, or asks for files. */
  open = $state(false);
  tables = $state.raw<ClassTables | undefined>(undefined);
  /** Why no table could be made. */
  failure = $state.raw<Failure | undefined>(undefined);
  /** Files that are being read; 0 when none is. */
  reading = $state(0);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Makes the tables of some files; those of before go away. */
  async read(files: readonly AnswerFile[]): Promise<void> {
    if (files.length === 0) return;
    this.tables = undefined;
    this.failure = undefined;
    if (files.length > mostAnswerFiles) {
      this.failure = {
        ok: false,
        code: 'invalid',
        message: `${files.length} files are too many at once: no more than ${mostAnswerFiles} make one table.`,
        remedy: 'Open those of one lesson at a time.',
      };
      return;
    }
    this.reading = files.length;
    const small = files.filter(({ size }) => size <= largestAnswers);
    const large = files.filter((file) => !small.includes(file));
    const tooLarge = large.map(({ name }) => ({ name, why: 'It is too large for a file of answers.' }));
    const texts = await Promise.all(small.map(async (file) => ({ name: file.name, text: await file.text() })));
    const outcome =
      texts.length === 0
        ? ({ ok: true, value: { classes: [], leftOut: [] } } as const)
        : await this.#backend.call('lesson.class', { files: texts });
    this.reading = 0;
    if (outcome.ok) this.tables = { ...outcome.value, leftOut: [...tooLarge, ...outcome.value.leftOut] };
    else this.failure = outcome;
  }
}
