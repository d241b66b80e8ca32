import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '@main/cli/arguments.ts';
import { parsePmap } from '@main/cli/pmapArguments.ts';
import { parseRender } from '@main/cli/renderArguments.ts';
import { optionForm, optionsOf } from '@main/cli/usage/command.ts';
import { commands, withoutCommand } from '@main/cli/usage/commands.ts';
import { helpText } from '@main/cli/usage/helpText.ts';
import { misspellings, nearest } from '@main/cli/usage/nearest.ts';

const all = [withoutCommand, ...commands].map((usage) => [usage.name, usage] as const);

describe('the help', () => {
  it.each(all)('of “%s” fits a terminal of 80 columns and 40 lines', (_name, usage) => {
    const lines = helpText(usage, 'procatlas').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(all)('of “%s” tells each option, word and example of its table', (_name, usage) => {
    const text = helpText(usage, 'procatlas');
    const told = text.split('\n').map((line) => line.trim());
    for (const option of optionsOf(usage)) {
      const form = optionForm(option);
      expect([form, told.some((line) => line.startsWith(`${form}  `))]).toEqual([form, option.hidden !== true]);
    }
    for (const { name } of usage.operands) expect(text).toContain(name);
    for (const { words } of usage.examples) expect(text).toContain(`procatlas ${words}`);
  });

  it.each(all)('of “%s” says what to type where no shell knows procatlas', (_name, usage) => {
    expect(helpText(usage, 'npm start --')).toMatch(/\n\nHere, type “npm start --” for “procatlas”\.\n$/);
    expect(helpText(usage, 'procatlas')).not.toContain('Here, type');
  });

  it('of procatlas lists every command with what it is for', () => {
    const text = helpText(withoutCommand, 'procatlas');
    for (const { name, summary } of commands) expect(text).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });

  it.each(commands.map(({ name }) => name))('of %s comes by --help and by help', (name) => {
    expect(parseCommand(['help', name])).toEqual({ command: 'help', of: name });
    expect(parseCommand(['--help', name])).toEqual({ command: 'help', of: name });
    const asked = parseCommand([name, '--help']);
    if (asked.command === 'pmap') expect(parsePmap(asked.words).command).toEqual({ command: 'help' });
    else if (asked.command === 'render') expect(parseRender(asked.words)).toEqual({ ask: 'help' });
    else expect(asked).toEqual({ command: 'help', of: name });
  });
});

describe('a mistyped word', () => {
  it.each([
    [['serve', '--prot', '1'], 'There is no option --prot. Did you mean --port?'],
    [['serve', '-p', '1'], 'There is no option -p. Did you mean --port?'],
    [['list', '--jsn'], 'There is no option --jsn. Did you mean --json?'],
    [['snap', '1', '--redcat'], 'There is no option --redcat. Did you mean --redact?'],
    [['snap', '1', '--colour'], 'There is no option --colour.'],
    [['serve', '--port'], '--port needs a value behind it: --port N.'],
    [['list', '--json=yes'], '--json takes no value.'],
    [['help', 'servee'], 'There is no command “servee”. Did you mean the command “procatlas serve”?'],
    [
      ['lesson', 'chekc'],
      'There is no “lesson chekc”. Did you mean lesson check? There are lesson list, check, record, sheet, pack, class and new.',
    ],
  ])('%j is answered with what may have been meant', (words, message) => {
    expect(parseCommand(words)).toMatchObject({ command: 'usage', message });
  });

  it.each([
    ['abc', '“abc” is no PID, and no file by its name'],
    ['08', '“08” is no PID: a leading 0 means octal'],
    ['-- -1', '“-1” is no PID: PIDs are whole numbers'],
    ['--jsn 1', 'There is no option --jsn. Did you mean --json?'],
  ])('pmap %s says why', (line, message) => {
    expect(parsePmap(line.split(' ')).command).toEqual({
      command: 'usage',
      message: expect.stringContaining(message) as string,
    });
  });

  it('is as near to another as that one to it, at most by all letters, and 0 only from itself', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const wrong = misspellings(one, other);
        expect(wrong).toBe(misspellings(other, one));
        expect(wrong).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
        expect(wrong).toBeLessThanOrEqual(Math.max(one.length, other.length));
        expect(wrong === 0).toBe(one === other);
      }),
    );
  });

  it('with one letter wrong means the word it was', () => {
    const names = commands.map(({ name }) => name);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('q', 'z'), (name, at, letter) => {
        const place = at % name.length;
        expect(nearest(name.slice(0, place) + letter + name.slice(place + 1), names)).toBe(name);
        expect(nearest(name.slice(0, place) + letter + name.slice(place), names)).toBe(name);
      }),
    );
    expect(nearest('firefox', names)).toBeUndefined();
  });
});
