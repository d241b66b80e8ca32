/**
 * A language that nobody speaks, made from the English tables: every word of a form becomes the same mark, places for
 * arguments stay. What is still English when it is switched on did not come from the tables.
 */
import { english } from '@words/english/index.ts';
import type { Language } from '@words/language.ts';

/** A form in the made-up language: its words are `zz`, as many as there were; places and what is no word stay. */
function madeUp(form: string): string {
  return form.replace(/\{[^{}]*\}|[\p{L}][\p{L}’'-]*/gu, (part) =>
    part.startsWith('{')
      ? part.replace(/\|([^|}]*)\|([^|}]*)\}/, (_, one: string, other: string) => `|${madeUp(one)}|${madeUp(other)}}`)
      : 'zz',
  );
}

const each = <T extends object, U>(table: T, change: (value: T[keyof T]) => U): Record<keyof T, U> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value as T[keyof T])])) as Record<
    keyof T,
    U
  >;

export const madeUpLanguage: Language = {
  facts: each(english.facts, madeUp),
  notes: each(english.notes, madeUp),
  labels: each(english.labels, ({ full, forms, guess }) => ({
    full: madeUp(full),
    forms: forms.map(madeUp),
    ...(guess === undefined ? {} : { guess: madeUp(guess) }),
  })),
  phrases: each(english.phrases, madeUp),
  kinds: each(english.kinds, ({ name, explanation }) => ({
    name: name.map(madeUp) as [string, ...string[]],
    explanation: madeUp(explanation),
  })),
  growth: each(english.growth, madeUp),
  roles: each(english.roles, madeUp),
  settings: each(english.settings, madeUp),
  textbook: each(english.textbook, madeUp),
  glossary: each(english.glossary, ({ term, meaning }) => ({
    term: madeUp(term),
    meaning: meaning.replace(/\[[^\]]*\]|[^[\]]+/g, (part) => (part.startsWith('[') ? part : madeUp(part))),
  })),
  terms: each(english.terms, madeUp),
  thread: madeUp(english.thread),
  threadUnnamed: madeUp(english.threadUnnamed),
  guess: madeUp(english.guess),
  guessMark: english.guessMark,
};
