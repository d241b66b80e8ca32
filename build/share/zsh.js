/** The completion for zsh. */
import { heading, namesOf, operandOffers, quoted, toldOptions } from './shell.js';

/** @typedef {import('./shell.js').CommandUsage} CommandUsage */
/** @typedef {import('./shell.js').Option} Option */
/** @typedef {import('./shell.js').Offer} Offer */

/** Functions of zsh's own that look names up. */
const actions = {
  files: '_files',
  folders: '_files -/',
  processes: '_procatlas_processes',
  sources: '_procatlas_sources',
  commands: '_procatlas_commands',
};

/**
 * @param {CommandUsage} withoutCommand
 * @param {readonly CommandUsage[]} commands
 * @returns {string} to be installed as `zsh/site-functions/_procatlas`
 */
export function zshCompletion(withoutCommand, commands) {
  const branches = commands.map(
    (command) => `      ${command.name}) _arguments -s -S \\\n${argumentsOf(command).join(' \\\n')} ;;`,
  );
  return `#compdef procatlas
# ${heading}

_procatlas_processes() {
  _alternative 'pids:process:_pids' 'names:name of a process:($(ps -A -o comm=))'
}

_procatlas_sources() {
  _alternative 'sources:process:_procatlas_processes' 'files:file:_files'
}

_procatlas_commands() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  _describe command commands
}

_procatlas() {
  if ((CURRENT > 2)); then
    case $words[2] in
      ${commands.map(({ name }) => name).join('|')})
        local command=$words[2]
        shift words
        ((CURRENT--)) ;;
    esac
    case $command in
${branches.join('\n')}
      *) _arguments -s -S \\\n${argumentsOf(withoutCommand).join(' \\\n')} ;;
    esac
  else
    _alternative 'commands:command:_procatlas_commands' 'sources:what to open:_procatlas_sources'
    _arguments -s -S \\\n${argumentsOf(withoutCommand).slice(0, -1).join(' \\\n')}
  fi
}

_procatlas "$@"
`;
}

/**
 * The words of _arguments for a command, the operands last.
 * @param {CommandUsage} command
 */
function argumentsOf(command) {
  const offers = operandOffers(command).map(action);
  const operand = offers.length === 0 ? '' : offers.length === 1 ? offers[0] : '_procatlas_sources';
  return [...toldOptions(command).map(optionSpec), `        ${quoted(`*:word:${operand}`)}`];
}

/** @param {Option} option */
function optionSpec(option) {
  const names = namesOf(option);
  const value =
    option.value === undefined ? '' : `:${plain(option.value)}:${option.offers ? action(option.offers) : ''}`;
  const rest = quoted(`[${plain(option.says)}]${value}`);
  // A value may stand behind the name, or behind an equals sign.
  const written = names.map((name) => (value !== '' && name.startsWith('--') ? `${name}=` : name));
  if (names.length === 1) return `        ${quoted(written[0] + rest.slice(1, -1).replaceAll(String.raw`'\''`, "'"))}`;
  return `        ${quoted(`(${names.join(' ')})`)}{${written.join(',')}}${rest}`;
}

/** @param {Offer} offers */
const action = (offers) => (typeof offers === 'string' ? actions[offers] : `(${offers.join(' ')})`);

/** Brackets and colons mean something to _arguments. @param {string} text */
const plain = (text) => text.replaceAll(/[[\]:\\]/g, '\\$&');
