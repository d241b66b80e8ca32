/** The completion for fish. */
import { heading, operandOffers, toldOptions } from './shell.js';

/** @typedef {import('./shell.js').CommandUsage} CommandUsage */
/** @typedef {import('./shell.js').Option} Option */
/** @typedef {import('./shell.js').Offer} Offer */

/**
 * @param {CommandUsage} withoutCommand
 * @param {readonly CommandUsage[]} commands
 * @returns {string} to be installed as `fish/vendor_completions.d/procatlas.fish`
 */
export function fishCompletion(withoutCommand, commands) {
  const names = commands.map(({ name }) => name).join(' ');
  const first = `not __fish_seen_subcommand_from ${names}`;
  const lines = commands.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    return [line([`-n ${quoted(first)}`, `-a ${command.name}`, `-d ${quoted(command.summary)}`]), ...of(command, seen)];
  });
  return `# ${heading}

complete -c procatlas -f
${[...of(withoutCommand, first), ...lines].join('\n')}
`;
}

/**
 * The lines of one command.
 * @param {CommandUsage} command
 * @param {string} condition
 */
const of = (command, condition) => [
  ...toldOptions(command).map((option) => line([`-n ${quoted(condition)}`, ...optionWords(option)])),
  ...operandOffers(command).map((offers) => line([`-n ${quoted(condition)}`, ...offered(offers)])),
];

/** @param {Option} option */
const optionWords = ({ short, long, value, offers, says }) => [
  ...(short === undefined ? [] : [`-s ${short}`]),
  ...(long === undefined ? [] : [`-l ${long}`]),
  ...(value === undefined ? [] : ['-r', ...(offers === undefined ? [] : offered(offers))]),
  `-d ${quoted(says)}`,
];

const looksUp = {
  files: ['-F'],
  folders: [`-a ${quoted('(__fish_complete_directories)')}`],
  processes: [`-a ${quoted('(__fish_complete_pids)')}`],
  sources: ['-F', `-a ${quoted('(__fish_complete_pids)')}`],
  commands: [],
};

/** @param {Offer} offers */
const offered = (offers) => (typeof offers === 'string' ? looksUp[offers] : [`-a ${quoted(offers.join(' '))}`]);

const line = (words) => ['complete -c procatlas', ...words].join(' ');

/** In fish a quote and a backslash are escaped inside quotes. @param {string} word */
function quoted(word) {
  return `'${word.replaceAll(/['\\]/g, '\\$&')}'`;
}
