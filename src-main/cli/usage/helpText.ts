/** The help of a command, made from its table: at most 80 columns. Pure. */
import { commands, withoutCommand } from './commands.ts';
import { optionForm, type CommandUsage, type Option } from './command.ts';

/** Columns of a terminal that nobody has made wider. */
const columns = 80;
/** The widest left side of a list; a longer one stands on a line of its own. */
const widestTerm = 26;

/**
 * What `procatlas COMMAND --help` prints; that of `procatlas` without a command lists the commands. The text calls the
 * program by its name; where a shell knows it as something else (`called`), the last line says so.
 */
export function helpText(usage: CommandUsage, called: string): string {
  const { name, forms, operands, groups, notes, statuses, examples } = usage;
  const start = name === '' ? 'procatlas' : `procatlas ${name}`;
  const parts: string[][] = [
    wrapped(`${start}: ${usage.summary}`.split(' '), 0),
    forms.map((form, at) => `${at === 0 ? 'Usage:' : '      '} ${start} ${form}`),
  ];
  if (usage === withoutCommand) {
    parts.push(['Commands:', ...list(commands.map((command) => [command.name, command.summary]))]);
  }
  if (operands.length > 0) parts.push(list(operands.map((operand) => [operand.name, operand.says])));
  for (const { heading, options } of groups) {
    parts.push([`${heading}:`, ...list(toldOf(options).map((option) => [optionTerm(option), option.says]))]);
  }
  if (notes.length > 0) parts.push(notes.flatMap((note) => wrapped(note.split(' '), 0)));
  if (statuses) parts.push(wrapped(['Exit', 'status:', ...statusPieces(statuses)], 0));
  if (examples.length > 0) {
    parts.push([
      'Examples:',
      ...list(
        examples.map(({ words, says }) => [`procatlas ${words}`, says]),
        columns,
      ),
    ]);
  }
  if (usage === withoutCommand) parts.push(['“procatlas COMMAND --help” tells more of one.']);
  if (called !== 'procatlas') parts.push([`Here, type “${called}” for “procatlas”.`]);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const toldOf = (options: readonly Option[]): readonly Option[] => options.filter(({ hidden }) => !hidden);

/** Long names stand below each other, whether or not a short one stands before them. */
function optionTerm(option: Option): string {
  return option.short === undefined ? `    ${optionForm(option)}` : optionForm(option);
}

/** Terms with what they mean beside them, in two columns. */
function list(rows: readonly (readonly [string, string])[], widest = widestTerm): string[] {
  const fitting = rows.map(([term]) => term.length).filter((length) => length <= widest);
  const left = Math.max(0, ...fitting) + 4;
  return rows.flatMap(([term, says]) => {
    const [first = '', ...rest] = wrapped(says.split(' '), left);
    const indent = ' '.repeat(left);
    const lines = rest.map((line) => indent + line);
    return term.length > widest
      ? [`  ${term}`, indent + first, ...lines]
      : [`  ${term}`.padEnd(left) + first, ...lines];
  });
}

/** A status is not parted from the first word that says what it means. */
const statusPieces = (statuses: readonly (readonly [number, string])[]): string[] =>
  statuses.flatMap(([status, says], at) => {
    const [first = '', ...rest] = `${says}${at === statuses.length - 1 ? '.' : ';'}`.split(' ');
    return [`${status} ${first}`, ...rest];
  });

/** Lines of a paragraph, none longer than the columns that are left beside `indent`. */
function wrapped(words: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= columns - indent || line === '') {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
