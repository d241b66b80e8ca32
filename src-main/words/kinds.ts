/** Names and explanations of kinds in the language of the reader. */
import type { KindId } from '../contract/kinds.ts';
import { language } from './current.ts';

/** A kind's name. */
export const kindName = (kind: KindId): string => language().kinds[kind].name[0];

/** A kind's name from long to short: the picture takes the longest that fits. */
export const kindNameForms = (kind: KindId): readonly string[] => language().kinds[kind].name;

/** Two plain sentences for a student. */
export const kindExplanation = (kind: KindId): string => language().kinds[kind].explanation;
