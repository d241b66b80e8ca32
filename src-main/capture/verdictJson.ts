/** Facts, labels and phrases as JSON and back: addresses as hexadecimal text, sizes in bytes (FORMAT.md). */
import { formatAddress } from '../contract/address.ts';
import { note, noteArguments, type Note, type NoteId } from '../contract/note.ts';
import { asPageNumber, asTid, pageBytes } from '../contract/units.ts';
import {
  fact,
  factArguments,
  label,
  labelArguments,
  phraseArguments,
  type ArgumentType,
  type Fact,
  type Label,
  type Phrase,
  type Schema,
} from '../contract/verdict.ts';
import { amount, Fields, flag, list, misfit, page, text, type Decoder } from './decode.ts';

/** A form as JSON: its name and its arguments; `said` is false for a fact that no sentence beside it tells. */
export interface FormJson {
  readonly args?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly form?: string;
  readonly said?: false;
}

function valueJson(type: ArgumentType, value: unknown): unknown {
  switch (type) {
    case 'address':
      return formatAddress(asPageNumber(Number(value)));
    case 'pages':
      return Math.round(Number(value) * pageBytes);
    case 'phrase':
      return phraseJson(value as Phrase);
    case 'bytes':
    case 'count':
    case 'name':
    case 'path':
    case 'word':
    case 'thread':
      return value;
  }
}

type Types = Readonly<Record<string, ArgumentType>>;

function argumentsJson(types: Types, args: object): Pick<FormJson, 'args'> {
  const entries = Object.entries(args).map(([name, value]) => [name, valueJson(types[name] ?? 'word', value)] as const);
  return entries.length === 0 ? {} : { args: Object.fromEntries(entries) };
}

/** A form of a newer program goes back as it came. */
const asWritten = (json: string): FormJson => JSON.parse(json) as FormJson;

const factJson = (one: Fact): FormJson =>
  one.id === 'newer' ? asWritten(one.args.json) : { id: one.id, ...argumentsJson(factArguments[one.id], one.args) };

/** Notes as data; the sentences stand beside them. */
export const noteJson = (one: Note): FormJson =>
  one.id === 'newer' ? asWritten(one.args.json) : { id: one.id, ...argumentsJson(noteArguments[one.id], one.args) };

/**
 * Facts, and the sentences that tell them, in the same order. Some facts say nothing of a capture that lacks their
 * figures: they have no sentence and are marked, so that the others are still found beside theirs.
 */
export function factsJson(
  facts: readonly Fact[],
  sentenceOf: (fact: Fact) => string | undefined,
): { readonly facts: FormJson[]; readonly sentences: string[] } {
  const sentences: string[] = [];
  const forms = facts.map((one): FormJson => {
    const sentence = sentenceOf(one);
    if (sentence === undefined) return { ...factJson(one), said: false };
    sentences.push(sentence);
    return factJson(one);
  });
  return { facts: forms, sentences };
}

export const labelJson = (one: Label): FormJson =>
  one.form === 'newer'
    ? asWritten(one.args.json)
    : { form: one.form, ...argumentsJson(labelArguments[one.form], one.args) };

export const phraseJson = ({ form, args }: Phrase): FormJson =>
  'json' in args ? asWritten(String(args.json)) : { form, ...argumentsJson(phraseArguments[form], args) };

const decoders: Readonly<Record<Exclude<ArgumentType, 'phrase'>, Decoder<unknown>>> = {
  address: page,
  pages: (value, at) => amount(value, at) / pageBytes,
  bytes: amount,
  count: (value, at) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : amount(value, at)),
  name: text,
  path: text,
  word: text,
  thread: (value, at) => asTid(amount(value, at)),
};

/** Arguments by their types; FormatError where one is missing or does not fit. */
function readArguments(types: Types, fields: Fields): Record<string, unknown> {
  const args = fields.orElse('args', (value, at) => new Fields(value, at), new Fields({}, fields.at));
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      args.need<unknown>(name, type === 'phrase' ? (value, at) => readPhrase(value, at) : decoders[type]),
    ]),
  );
}

/** The longest form of a newer program that is kept; the forms of this one have some hundred characters. */
const newerLimit = 65_536;

/** A form that this program does not know, as it was written. */
function written(fields: Fields): string {
  const json = JSON.stringify(fields.whole());
  return json.length > newerLimit ? misfit(fields.at, `a form of at most ${newerLimit} characters`) : json;
}

/** Facts; one that this program does not know is told by the sentence that stands beside it. */
export const readFacts =
  (sentences: readonly string[]): Decoder<Fact[]> =>
  (value, at) => {
    let said = 0;
    return list((item, place) => {
      const fields = new Fields(item, place);
      const sentence = fields.orElse('said', flag, true) ? sentences[said++] : undefined;
      return readFact(fields, sentence);
    })(value, at);
  };

function readFact(fields: Fields, sentence: string | undefined): Fact {
  const id = fields.need('id', text);
  if (!isKnown(factArguments, id)) return fact('newer', { text: sentence ?? '', json: written(fields) });
  // The arguments are those of the schema of this very id.
  return { id, args: readArguments(factArguments[id as keyof typeof factArguments], fields) } as unknown as Fact;
}

/** Notes on the reading; those of a file without their forms are told by their sentences, which come first. */
export const readNotes =
  (sentences: readonly string[]): Decoder<Note[]> =>
  (value, at) =>
    list((item, place) => [item, place] as const)(value, at).map(([item, place], index) => {
      const fields = new Fields(item, place);
      const id = fields.need('id', text);
      if (!isKnown(noteArguments, id)) return note('newer', { text: sentences[index] ?? '', json: written(fields) });
      return { id, args: readArguments(noteArguments[id as NoteId], fields) } as unknown as Note;
    });

/** `newer` is this program's own name for what it does not know; a file has it only by mistake. */
const isKnown = (forms: Schema, name: string): boolean => name !== 'newer' && Object.hasOwn(forms, name);

/** A label; one that this program does not know is told by the words that stand beside it. */
export function readLabel(value: unknown, at: string, words: string): Label {
  const fields = new Fields(value, at);
  const form = fields.need('form', text);
  if (!isKnown(labelArguments, form)) return label('newer', { text: words, json: written(fields) });
  return { form, args: readArguments(labelArguments[form as keyof typeof labelArguments], fields) } as unknown as Label;
}

/** A phrase; one that this program does not know is told by the words that stand beside it. */
export function readPhrase(value: unknown, at: string, words = ''): Phrase {
  const fields = new Fields(value, at);
  const form = fields.need('form', text);
  if (!isKnown(phraseArguments, form)) return { form: 'newer', args: { text: words, json: written(fields) } };
  return {
    form,
    args: readArguments(phraseArguments[form as keyof typeof phraseArguments], fields),
  } as unknown as Phrase;
}

/** The texts in a form's arguments, for limits on how much of them there may be. */
export const textsIn = (args: object): string[] =>
  Object.values(args).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? textsIn(value) : [],
  );

/** Any JSON value with its texts passed through `change`: what they mean in a form of a newer program nobody knows. */
const eachText = (value: unknown, change: (text: string) => string): unknown =>
  typeof value === 'string'
    ? change(value)
    : Array.isArray(value)
      ? value.map((one: unknown) => eachText(one, change))
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, eachText(one, change)]))
        : value;

/** The same arguments with every name and path passed through `change`. */
export function mapTexts<T extends Fact | Label | Phrase | Note>(form: T, change: (text: string) => string): T {
  const types: Types =
    'id' in form
      ? { ...factArguments, ...noteArguments }[form.id]
      : form.form in labelArguments
        ? labelArguments[form.form as keyof typeof labelArguments]
        : phraseArguments[form.form as keyof typeof phraseArguments];
  const args = Object.fromEntries(
    Object.entries(form.args).map(([name, value]: [string, unknown]) => {
      const type = types[name];
      if (type === 'phrase') return [name, mapTexts(value as Phrase, change)];
      if (name === 'json') return [name, JSON.stringify(eachText(JSON.parse(String(value)), change))];
      return [name, (type === 'name' || type === 'path') && typeof value === 'string' ? change(value) : value];
    }),
  );
  return { ...form, args };
}
