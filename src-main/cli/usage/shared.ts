/** Options and words that several commands take alike. */
import type { Operand, Option } from './command.ts';

export const help = { short: 'h', long: 'help', says: 'print this' } as const satisfies Option;

export const table = {
  long: 'table',
  value: 'N|NAME',
  says: 'which of a text’s tables: a number from 1, or a name',
} as const satisfies Option;

export const json = { long: 'json', says: 'print JSON' } as const satisfies Option;

export const redact = {
  long: 'redact',
  says: 'leave out home folders, names of users, hosts and cgroups, and arguments',
} as const satisfies Option;

/** A process or a file that is read at once. */
export const source = {
  name: 'SOURCE',
  offers: 'sources',
  says: 'a PID, a NAME, a FILE, or - for standard input',
} as const satisfies Operand;

/** Something that a page shows. */
export const shown = {
  name: 'PID|NAME|FILE',
  offers: 'sources',
  says: 'what is shown first; without it the page lets one choose',
} as const satisfies Operand;
