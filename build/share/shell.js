/** What the completions of all shells need of the tables of options. */

/** @typedef {import('../../src-main/cli/usage/command.ts').CommandUsage} CommandUsage */
/** @typedef {import('../../src-main/cli/usage/command.ts').Option} Option */
/** @typedef {import('../../src-main/cli/usage/command.ts').Offer} Offer */

/** The first line of every made file, behind the sign of a comment. */
export const heading = 'Completion of procatlas, made from the tables of its options.';

/**
 * The options of a command that are told.
 * @param {CommandUsage} command
 * @returns {readonly Option[]}
 */
export const toldOptions = ({ groups }) => groups.flatMap(({ options }) => options).filter(({ hidden }) => !hidden);

/**
 * An option's names with their hyphens.
 * @param {Option} option
 * @returns {readonly string[]}
 */
export const namesOf = ({ short, long }) => [
  ...(short === undefined ? [] : [`-${short}`]),
  ...(long === undefined ? [] : [`--${long}`]),
];

/**
 * What a command's operands may be, all together: a shell does not know which of them a word is.
 * @param {CommandUsage} command
 * @returns {readonly Offer[]}
 */
export const operandOffers = ({ operands }) => [
  ...new Map(
    operands.flatMap(({ offers }) => (offers === undefined ? [] : [[JSON.stringify(offers), offers]])),
  ).values(),
];

/**
 * A word as a POSIX shell, bash or zsh takes it.
 * @param {string} word
 */
export const quoted = (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`;
