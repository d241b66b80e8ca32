/**
 * A language is one table of forms. A form is a text with places for arguments: `{at}`, `{path:base}`, and
 * `{count|one thread|# threads}`, which chooses by number. Nothing else in the program holds prose of classification.
 */
import type { KindId } from '../contract/kinds.ts';
import type { NoteId } from '../contract/note.ts';
import type { AloneBy, PairedBy } from '../contract/rolePairs.ts';
import type { FactId, LabelForm, PhraseForm } from '../contract/verdict.ts';
import type { englishGlossary } from './english/glossary.ts';

/** Forms that no fact has by itself: what a fact becomes by the figures or the source of a capture. */
export const derivedFactForms = [
  'resident-none',
  'resident-some',
  'named-by',
  'file-named-by',
  'stack-named-by-pmap',
  'stack-pointer-place',
] as const;
export type FactForm = FactId | (typeof derivedFactForms)[number];

/** Ways to say what changed between two moments. `…-in`: with the time between them. */
export const growthForms = [
  'grew',
  'grew-in',
  'shrank',
  'shrank-in',
  'heaps-added',
  'heaps-gone',
  'same',
  'same-in',
  'only-others',
  'unread',
  'unread-most',
  'more',
  'less',
  'alike',
  'arenas',
  'arenas-of',
  'several',
] as const;
export type GrowthForm = (typeof growthForms)[number];

/** Ways to say what two runs of a program have in common. `of-…`: what of. */
export type RoleForm =
  | PairedBy
  | AloneBy
  | 'part'
  | 'moved'
  | 'of-size'
  | 'of-rss'
  | 'only-in'
  | 'elsewhere'
  | 'more-regions'
  | 'fewer-regions'
  | 'alone-in'
  | 'left-out'
  | 'more'
  | 'less'
  | 'alike'
  | 'same-order'
  | 'other-order';

/** What a textbook's figure says of a part of an address space, and what is so of a process. */
export const bookForms = [
  'kernel-claim',
  'kernel-true',
  'kernel-vsyscall',
  'stack-claim',
  'stack-true',
  'stack-unlimited',
  'stack-more',
  'mappings-claim',
  'mappings-true',
  'mappings-elsewhere',
  'mappings-static',
  'heap-claim',
  'heap-true',
  'heap-gap',
  'heap-none',
  'heap-elsewhere',
  'data-claim',
  'data-true',
  'data-more',
  'code-claim',
  'code-true',
  'code-moved',
  'code-split',
  'scale-claim',
  'scale-false',
] as const;
export type BookForm = (typeof bookForms)[number];

/** Ways to say one label, longest first. `only-full` ones are said in sentences and lists, not in a picture. */
export interface LabelWords {
  readonly full: string;
  /** For the picture: the longest that fits is taken, rather than cutting one. */
  readonly forms: readonly string[];
  /** How the full one is said of a guess; "Probably …" otherwise. */
  readonly guess?: string;
}

/** A kind's name, longest first, and two plain sentences for a student. */
export interface KindWords {
  readonly name: readonly [string, ...string[]];
  readonly explanation: string;
}

/** Terms of the screen that the glossary explains. */
export type GlossaryId = keyof typeof englishGlossary;

export interface Language {
  readonly facts: Readonly<Record<FactForm, string>>;
  readonly notes: Readonly<Record<NoteId, string>>;
  readonly labels: Readonly<Record<LabelForm, LabelWords>>;
  readonly phrases: Readonly<Record<PhraseForm, string>>;
  readonly kinds: Readonly<Record<KindId, KindWords>>;
  /** What changed between two moments. */
  readonly growth: Readonly<Record<GrowthForm, string>>;
  /** Two runs of a program, side by side. */
  readonly roles: Readonly<Record<RoleForm, string>>;
  /** The figure of textbooks against a process. */
  readonly textbook: Readonly<Record<BookForm, string>>;
  /** The words of the screen; in a meaning `[id]` or `[id|words]` leads to another term. */
  readonly glossary: Readonly<Record<GlossaryId, { readonly term: string; readonly meaning: string }>>;
  /** Terms of closed sets that are said in words: parts of runtimes, uses of files, authors of names. */
  readonly terms: Readonly<Record<string, string>>;
  /** A thread by number and name, by number alone, and how a guess is marked: in words, and where there is no room. */
  readonly thread: string;
  readonly threadUnnamed: string;
  readonly guess: string;
  readonly guessMark: string;
}
