/**
 * Older versions of the capture file, one upgrader a version (the changelog stands in FORMAT.md). Version 1 had words
 * alone: they become facts and labels that are told as they were written.
 */
import { note, type Note } from '../contract/note.ts';
import { fact, label, type Fact, type Label } from '../contract/verdict.ts';

/** What stands for the sentences and the label of a region of version 1. */
export const regionOfVersion1 = (words: string, sentences: readonly string[]): { label: Label; facts: Fact[] } => ({
  label: label('told', { text: words }),
  facts: sentences.map((text) => fact('told', { text })),
});

/** What stands for a note on the reading in files before those had forms. */
export const noteOfWords = (words: string): Note => note('told', { text: words });

/** What stands for an object's label of version 1. */
export const labelOfVersion1 = (words: string): Label => label('told', { text: words });
