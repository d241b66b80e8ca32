/** Sentences about the figure of textbooks: what it says of a part, and what is so of a process. */
import { language } from './current.ts';
import { fill, type Filled } from './fill.ts';
import type { BookForm } from './language.ts';

/** The sentence of a form; numbers are counted, texts stand as they are. */
export const bookSentence = (form: BookForm, values: Readonly<Record<string, string | number>> = {}): string =>
  fill(language().textbook[form], (name) => {
    const value = values[name];
    return value === undefined ? undefined : filled(value);
  });

function filled(value: string | number): Filled {
  if (typeof value === 'string') return { text: () => value };
  return { text: () => value.toLocaleString('en-GB'), count: value };
}
