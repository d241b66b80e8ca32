/** Notes on reading a source into sentences. */
import type { Capture } from '../contract/capture.ts';
import { noteArguments, type Note } from '../contract/note.ts';
import { fillForm } from './arguments.ts';
import { language } from './current.ts';
import { factSentence } from './sentences.ts';

/** A note as a sentence; empty for one of a newer program that wrote no words beside it. */
export const noteText = ({ id, args }: Note): string =>
  fillForm(undefined, language().notes[id], noteArguments[id], args);

/** What a capture says of itself as a whole. */
export const noteSentences = (capture: Capture): readonly string[] => [
  ...capture.consistency.notes.map(noteText),
  ...(capture.notes ?? []).flatMap((fact) => factSentence(capture, fact, -1) ?? []),
];
