/** Reads the words behind a command's name by its table. Pure. */
import { readWords } from '../getopt.ts';
import { optionsOf, type CommandUsage } from './command.ts';

/** What the words say. */
export interface ReadCommand<Id extends string> {
  readonly has: (id: Id) => boolean;
  /** The value of an option; the last one when it was given twice. */
  readonly value: (id: Id) => string | undefined;
  readonly values: (id: Id) => readonly string[];
  /** The words that are no options. */
  readonly others: readonly string[];
}

/** The words of a command that makes no sense of them, in one sentence. */
export class UsageError extends Error {}

/** Reads them; throws {@link UsageError} at the first option that is none, or lacks its value. */
export function readCommand<Id extends string>(usage: CommandUsage<Id>, words: readonly string[]): ReadCommand<Id> {
  const { events, others } = readWords<Id>(words, optionsOf(usage), false);
  const given = new Map<Id, string[]>();
  for (const event of events) {
    if (event.type !== 'option') throw new UsageError(event.message);
    given.set(event.id, [...(given.get(event.id) ?? []), event.value]);
  }
  return {
    has: (id) => given.has(id),
    value: (id) => given.get(id)?.at(-1),
    values: (id) => given.get(id) ?? [],
    others,
  };
}
