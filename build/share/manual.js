/** The manual page, procatlas(1), in the macros of man(7). */

/** @typedef {import('./shell.js').CommandUsage} CommandUsage */
/** @typedef {import('./shell.js').Option} Option */

/**
 * @param {CommandUsage} withoutCommand
 * @param {readonly CommandUsage[]} commands
 * @param {string} version
 * @returns {string}
 */
export function manualPage(withoutCommand, commands, version) {
  const { statuses = [], notes, operands, groups, examples, summary } = withoutCommand;
  return [
    `.\\" Made from the tables of the options.`,
    `.TH PROCATLAS 1 "" "Procatlas ${plain(version)}" "User Commands"`,
    '.SH NAME',
    `procatlas \\- ${plain(summary)}`,
    '.SH SYNOPSIS',
    ...synopsis(withoutCommand),
    '.SH DESCRIPTION',
    'Procatlas shows what the address space of a Linux process is: a picture that zooms from 128 TiB down to one byte, in',
    'which every span says what it is, how that is known, and what it costs.',
    'Without a command it opens a window, or the page in a browser where there can be none.',
    ...notes.flatMap(paragraph),
    ...operands.flatMap(({ name, says }) => term(bold(name), says)),
    '.SH OPTIONS',
    ...optionsOf(groups),
    '.SH COMMANDS',
    ...commands.flatMap(commandSection),
    '.SH EXIT STATUS',
    ...statuses.flatMap(([status, says]) => term(bold(String(status)), says)),
    '.SH EXAMPLES',
    ...examplesOf(examples),
    '.SH ENVIRONMENT',
    ...term(bold('PROCATLAS_ALLOW_NO_SANDBOX'), 'when it is 1, the window may open without its sandbox'),
    ...term(bold('BROWSER'), 'the browser that the page is opened in, instead of the one of the desktop'),
    '.SH SEE ALSO',
    '.BR pmap (1),',
    '.BR proc (5)',
    '',
  ].join('\n');
}

/** @param {CommandUsage} command */
const commandSection = (command) => [
  `.SS ${plain(command.name)}`,
  ...synopsis(command),
  '.PP',
  plain(`${sentence(command.summary)}`),
  ...command.operands.flatMap(({ name, says }) => term(bold(name), says)),
  ...optionsOf(command.groups),
  ...command.notes.flatMap(paragraph),
  ...(command.statuses
    ? ['.PP', plain(`Exit status: ${command.statuses.map(([status, says]) => `${status} ${says}`).join('; ')}.`)]
    : []),
  ...examplesOf(command.examples),
];

/** @param {CommandUsage} command */
const synopsis = ({ name, forms }) =>
  forms.flatMap((form, at) => [
    ...(at === 0 ? [] : ['.br']),
    `.B ${plain(['procatlas', name].filter((word) => word !== '').join(' '))}`,
    plain(form),
  ]);

/** @param {CommandUsage['groups']} groups */
const optionsOf = (groups) =>
  groups.flatMap(({ options }) =>
    options.filter(({ hidden }) => !hidden).flatMap((option) => term(optionForm(option), option.says)),
  );

/** @param {Option} option */
function optionForm({ short, long, value }) {
  const names = [
    ...(short === undefined ? [] : [bold(`-${short}`)]),
    ...(long === undefined ? [] : [bold(`--${long}`)]),
  ];
  return `${names.join(', ')}${value === undefined ? '' : ` \\fI${plain(value)}\\fR`}`;
}

/** @param {CommandUsage['examples']} examples */
const examplesOf = (examples) => examples.flatMap(({ words, says }) => term(bold(`procatlas ${words}`), says));

/** @param {string} head @param {string} says */
const term = (head, says) => ['.TP', head, plain(sentence(says))];
/** @param {string} text */
const paragraph = (text) => ['.PP', plain(text)];
/** @param {string} text */
const bold = (text) => `\\fB${plain(text)}\\fR`;
/** The tables have neither capitals nor full stops. @param {string} text */
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.…]$/.test(text) ? '' : '.'}`;
/** What troff would take for an instruction, a hyphen that may break or an accent. @param {string} text */
function plain(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    .replace(/^\./, '\\&.');
}
