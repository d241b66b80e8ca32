/**
 * The words of a command line as getopt_long(3) of the GNU C library reads them: bundled short options (`-xq`),
 * values attached or as the next word (`-A0`, `-A 0`, `--range=0`), long names that may be shortened, `--`, and options
 * behind the other words. Pure.
 */
import { idOf, optionForm, type Option } from './usage/command.ts';
import { nearest } from './usage/nearest.ts';

/** What was read, in order. */
type OptionEvent<Id extends string> =
  | {
      readonly type: 'option';
      readonly id: Id;
      readonly value: string;
      /** Whether a short option took its value from the word behind it. */
      readonly fromNextWord: boolean;
    }
  | { readonly type: 'missing value'; readonly id: Id; readonly byShortName: boolean; readonly message: string }
  | { readonly type: 'error'; readonly message: string };

/** Options in order, and the other words in order. */
export interface ReadWords<Id extends string> {
  readonly events: readonly OptionEvent<Id>[];
  readonly others: readonly string[];
}

/** Reads all words. `posix` (POSIXLY_CORRECT in the environment) ends the options at the first other word. */
export function readWords<Id extends string>(
  words: readonly string[],
  specs: readonly Option<Id>[],
  posix: boolean,
): ReadWords<Id> {
  const events: OptionEvent<Id>[] = [];
  const others: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { events, others: [...others, ...words.slice(at + 1)] };
    if (word.startsWith('--')) {
      const { event, usedNext } = readLong(word, words[at + 1], specs);
      events.push(event);
      if (usedNext) at += 1;
    } else if (word.startsWith('-') && word !== '-') {
      const { found, usedNext } = readShort(word, words[at + 1], specs);
      events.push(...found);
      if (usedNext) at += 1;
    } else if (posix) {
      return { events, others: words.slice(at) };
    } else {
      others.push(word);
    }
  }
  return { events, others };
}

function readShort<Id extends string>(
  word: string,
  next: string | undefined,
  specs: readonly Option<Id>[],
): { found: OptionEvent<Id>[]; usedNext: boolean } {
  const found: OptionEvent<Id>[] = [];
  const letters = Array.from(word.slice(1));
  for (const [place, letter] of letters.entries()) {
    const spec = specs.find(({ short }) => short === letter);
    if (!spec) {
      found.push({ type: 'error', message: unknownLetter(letter, specs) });
    } else if (spec.value === undefined) {
      found.push({ type: 'option', id: idOf(spec), value: '', fromNextWord: false });
    } else {
      const rest = letters.slice(place + 1).join('');
      if (rest === '' && next === undefined) {
        const message = needsValue(`-${letter}`, spec);
        found.push({ type: 'missing value', id: idOf(spec), byShortName: true, message });
        return { found, usedNext: false };
      }
      const fromNextWord = rest === '';
      found.push({ type: 'option', id: idOf(spec), value: fromNextWord ? (next ?? '') : rest, fromNextWord });
      return { found, usedNext: fromNextWord };
    }
  }
  return { found, usedNext: false };
}

function readLong<Id extends string>(
  word: string,
  next: string | undefined,
  specs: readonly Option<Id>[],
): { event: OptionEvent<Id>; usedNext: boolean } {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  const error = (message: string): { event: OptionEvent<Id>; usedNext: boolean } => ({
    event: { type: 'error', message },
    usedNext: false,
  });
  const [spec, ...more] = named(name, specs);
  if (!spec) return error(unknownName(name, specs));
  if (more.length > 0) {
    const possible = [spec, ...more].map(({ long }) => `--${long ?? ''}`).join(', ');
    return error(`--${name} is short for more than one option: ${possible}.`);
  }
  const long = spec.long ?? '';
  if (spec.value === undefined) {
    if (given !== undefined) return error(`--${long} takes no value.`);
    return { event: { type: 'option', id: idOf(spec), value: '', fromNextWord: false }, usedNext: false };
  }
  const value = given ?? next;
  if (value === undefined) {
    const message = needsValue(`--${long}`, spec);
    return { event: { type: 'missing value', id: idOf(spec), byShortName: false, message }, usedNext: false };
  }
  return { event: { type: 'option', id: idOf(spec), value, fromNextWord: false }, usedNext: given === undefined };
}

/** The option of this long name, or those that it may be short for. */
function named<Id extends string>(name: string, specs: readonly Option<Id>[]): readonly Option<Id>[] {
  const exact = specs.find(({ long }) => long === name);
  if (exact) return [exact];
  const begun = specs.filter(({ long }) => long?.startsWith(name));
  const older = begun.filter(({ newer }) => !newer);
  return older.length > 0 ? older : begun;
}

const needsValue = (written: string, spec: Option): string =>
  `${written} needs a value behind it: ${optionForm(spec)}.`;

function unknownName(name: string, specs: readonly Option[]): string {
  const meant = nearest(
    name,
    specs.flatMap(({ long }) => long ?? []),
  );
  return `There is no option --${name}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}

function unknownLetter(letter: string, specs: readonly Option[]): string {
  const begun = specs.filter(({ long }) => long?.startsWith(letter.toLowerCase()));
  const [meant] = begun;
  return `There is no option -${letter}.${begun.length === 1 && meant?.long ? ` Did you mean --${meant.long}?` : ''}`;
}
