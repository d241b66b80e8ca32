/** The English language. Another language is one more file like this one, with its tables. */
import type { Language } from '../language.ts';
import { englishFacts } from './facts.ts';
import { englishGlossary } from './glossary.ts';
import { englishGrowth } from './growth.ts';
import { englishKinds } from './kinds.ts';
import { englishNotes } from './notes.ts';
import { englishRoles } from './roles.ts';
import { englishSettings } from './settings.ts';
import { englishTextbook } from './textbook.ts';
import { englishLabels, englishPhrases, englishTerms } from './labels.ts';

export const english: Language = {
  facts: englishFacts,
  notes: englishNotes,
  labels: englishLabels,
  phrases: englishPhrases,
  kinds: englishKinds,
  growth: englishGrowth,
  roles: englishRoles,
  settings: englishSettings,
  textbook: englishTextbook,
  glossary: englishGlossary,
  terms: englishTerms,
  thread: 'thread {id} ({name})',
  threadUnnamed: 'thread {id}',
  guess: 'Probably {what}',
  guessMark: '{what}?',
};
