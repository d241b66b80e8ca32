/** The terms of the screen, and what they mean, in the language of the reader. */
import type { Certainty } from '../contract/kinds.ts';
import { language } from './current.ts';
import type { GlossaryId } from './language.ts';

export type { GlossaryId } from './language.ts';

/** A piece of a meaning: plain words, or words that lead to another term. */
export interface MeaningPiece {
  readonly text: string;
  readonly term?: GlossaryId;
}

/** How a term is called. */
export const termName = (id: GlossaryId): string => language().glossary[id].term;

/** What it means, in pieces. */
export function termPieces(id: GlossaryId): readonly MeaningPiece[] {
  const { glossary } = language();
  const pieces: MeaningPiece[] = [];
  let at = 0;
  const { meaning } = glossary[id];
  for (const match of meaning.matchAll(/\[([a-z-]+)(?:\|([^\]]+))?\]/g)) {
    const term = match[1] as GlossaryId;
    pieces.push({ text: meaning.slice(at, match.index) }, { text: match[2] ?? glossary[term].term, term });
    at = match.index + match[0].length;
  }
  return [...pieces, { text: meaning.slice(at) }].filter(({ text }) => text !== '');
}

/** The same as one text. */
export const termMeaning = (id: GlossaryId): string =>
  termPieces(id)
    .map(({ text }) => text)
    .join('');

/** All terms, by name. */
export const termIds = (): readonly GlossaryId[] =>
  (Object.keys(language().glossary) as GlossaryId[]).sort((one, other) =>
    termName(one).replace(/^\./, '').localeCompare(termName(other).replace(/^\./, ''), 'en', { sensitivity: 'base' }),
  );

/** The term of a certainty: the same word on every screen, in tables and on the command line. */
export const certaintyTerms = { exact: 'exact', strong: 'strong', guess: 'probably' } as const satisfies Readonly<
  Record<Certainty, GlossaryId>
>;

/** How a certainty is said. */
export const certaintyWord = (certainty: Certainty): string => termName(certaintyTerms[certainty]);
