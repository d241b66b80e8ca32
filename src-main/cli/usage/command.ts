/**
 * What a command takes, as data. Its words are read by it, and its help, its manual page and the completions of shells are
 * made from it, so that none of them can tell of an option that another does not know. Pure.
 */

/** What a shell may offer for a word: these values, or names of things that it looks up itself. */
export type Offer = readonly string[] | 'files' | 'folders' | 'processes' | 'sources' | 'commands';

/** What an option is called: by its long name, without its hyphens, or by a name of ours where it has none. */
type OptionName<Id extends string> = { readonly long: Id } | { readonly id: Id; readonly long?: undefined };

/** One option. */
export type Option<Id extends string = string> = OptionName<Id> & {
  /** One letter, without its hyphen. */
  readonly short?: string;
  /** What its value is called, in capitals; an option without one takes no value. */
  readonly value?: string;
  readonly offers?: Offer;
  /** What it does: a sentence without capital and full stop. */
  readonly says: string;
  /** A long name that gives way: a shortened name that fits an older name as well means that one. */
  readonly newer?: boolean;
  /** Understood for the sake of old scripts, and told nowhere. */
  readonly hidden?: boolean;
};

/** The name by which a command asks for an option. */
export const idOf = <Id extends string>(option: Option<Id>): Id => ('id' in option ? option.id : option.long);

/** A word that is no option. */
export interface Operand {
  readonly name: string;
  readonly offers?: Offer;
  readonly says: string;
}

/** Options that are told together. */
interface OptionGroup<Id extends string = string> {
  readonly heading: string;
  readonly options: readonly Option<Id>[];
}

/** A line to type, without `procatlas`, and what it does. */
interface Example {
  readonly words: string;
  readonly says: string;
}

/** A command of `procatlas`, or what `procatlas` takes without one. */
export interface CommandUsage<Id extends string = string> {
  /** Empty for `procatlas` without a command. */
  readonly name: string;
  /** What it is for: a line without capital and full stop. */
  readonly summary: string;
  /** What may follow the name, one form a line. */
  readonly forms: readonly string[];
  readonly operands: readonly Operand[];
  readonly groups: readonly OptionGroup<Id>[];
  /** What else must be known: paragraphs. */
  readonly notes: readonly string[];
  /** Exit statuses and what each means, where they differ from those of all commands. */
  readonly statuses?: readonly (readonly [number, string])[];
  readonly examples: readonly Example[];
}

/** Takes a table as it is written and keeps the names of its options as a type. */
export const defineCommand = <const Id extends string>(usage: CommandUsage<Id>): CommandUsage<Id> => usage;

/** All options of a command. */
export const optionsOf = <Id extends string>({ groups }: CommandUsage<Id>): readonly Option<Id>[] =>
  groups.flatMap(({ options }) => options);

/** How an option is written before its value: `-o, --output FILE`. */
export function optionForm({ short, long, value }: Option): string {
  const names = [short === undefined ? undefined : `-${short}`, long === undefined ? undefined : `--${long}`];
  const written = names.filter((name) => name !== undefined).join(', ');
  return value === undefined ? written : `${written} ${value}`;
}
