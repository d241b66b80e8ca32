/** Captures made by hand have labels in words; and what captures say, in words. */
import type { Capture, RegionIndex } from '@contract/capture.ts';
import type { Note } from '@contract/note.ts';
import { fact, label, type Fact, type Label } from '@contract/verdict.ts';
import { noteText } from '@words/notes.ts';
import { regionSentences } from '@words/sentences.ts';

/** A label that is told as it stands. */
export const told = (text: string): Label => label('told', { text });

/** A fact that is told as it stands. */
export const toldFact = (text: string): Fact => fact('told', { text });

/** The evidence of every region of a capture. */
export const allSentences = (capture: Capture): readonly (readonly string[])[] =>
  Array.from({ length: capture.regions.length }, (_, region: RegionIndex) => regionSentences(capture, region));

/** Notes in words. */
export const inWords = (notes: readonly Note[]): string[] => notes.map(noteText);
