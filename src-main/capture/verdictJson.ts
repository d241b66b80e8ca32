/** Facts, labels and phrases as JSON and back: addresses as hexadecimal text, sizes in bytes (FORMAT.md). */
import { formatAddress } from '../contract/address.ts';
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
} from '../contract/verdict.ts';
import { amount, Fields, flag, list, page, text, type Decoder } from './decode.ts';

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

const factJson = ({ id, args }: Fact): FormJson => ({ id, ...argumentsJson(factArguments[id], args) });

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
export const labelJson = ({ form, args }: Label): FormJson => ({ form, ...argumentsJson(labelArguments[form], args) });
export const phraseJson = ({ form, args }: Phrase): FormJson => ({
  form,
  ...argumentsJson(phraseArguments[form], args),
});

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
  if (!Object.hasOwn(factArguments, id)) return fact('told', { text: sentence ?? id });
  // The arguments are those of the schema of this very id.
  return { id, args: readArguments(factArguments[id as keyof typeof factArguments], fields) } as unknown as Fact;
}

/** A label; one that this program does not know is told by the words that stand beside it. */
export function readLabel(value: unknown, at: string, words: string): Label {
  const fields = new Fields(value, at);
  const form = fields.need('form', text);
  if (!Object.hasOwn(labelArguments, form)) return label('told', { text: words });
  return { form, args: readArguments(labelArguments[form as keyof typeof labelArguments], fields) } as unknown as Label;
}

/** A phrase; an unknown one is told by its name. */
export function readPhrase(value: unknown, at: string): Phrase {
  const fields = new Fields(value, at);
  const form = fields.need('form', text);
  if (!Object.hasOwn(phraseArguments, form)) return { form: 'told', args: { text: form } };
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

/** The same arguments with every name and path passed through `change`. */
export function mapTexts<T extends Fact | Label | Phrase>(form: T, change: (text: string) => string): T {
  const types: Types =
    'id' in form
      ? factArguments[form.id]
      : form.form in labelArguments
        ? labelArguments[form.form as keyof typeof labelArguments]
        : phraseArguments[form.form as keyof typeof phraseArguments];
  const args = Object.fromEntries(
    Object.entries(form.args).map(([name, value]: [string, unknown]) => {
      const type = types[name];
      if (type === 'phrase') return [name, mapTexts(value as Phrase, change)];
      return [name, (type === 'name' || type === 'path') && typeof value === 'string' ? change(value) : value];
    }),
  );
  return { ...form, args };
}
