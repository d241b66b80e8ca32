/** The language in which everything is said. One for the whole program: a page and a command have one reader. */
import { english } from './english/index.ts';
import type { Language } from './language.ts';

let current: Language = english;
let generation = 0;

/** The language now. */
export const language = (): Language => current;

/** Counts up with every change of language; what was said before is no longer what would be said. */
export const languageGeneration = (): number => generation;

/** Changes the language; gives the one before. */
export function useLanguage(next: Language): Language {
  const before = current;
  current = next;
  generation++;
  return before;
}
