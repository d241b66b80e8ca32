/** The manual page and the completions that the build has made, read by the programs that they are made for. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { optionsOf } from '@main/cli/usage/command.ts';
import { commands, withoutCommand } from '@main/cli/usage/commands.ts';
import { outputOf } from '../support/outputOf.ts';
import { skip } from '../support/skip.ts';

const file = (path: string): string => resolve('dist/share', path);
const needs = (context: TestContext, program: string): void => {
  if (spawnSync(program, ['--version']).error) skip(context, `there is no ${program} here.`);
};
/** Every option of every command, but those that are told nowhere. */
const told = [withoutCommand, ...commands].flatMap((command) =>
  optionsOf(command).flatMap(({ hidden, long, short }) => (hidden ? [] : [{ command: command.name, long, short }])),
);

describe('the completion of bash', () => {
  const path = file('bash-completion/completions/procatlas');

  /** What a person is offered who has typed these words; the last is the one that is being typed. */
  const offered = (...words: string[]): readonly string[] =>
    execFileSync(
      'bash',
      [
        '-c',
        `source '${path}'
         compopt() { :; }
         COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
         _procatlas
         printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        'procatlas',
        ...words,
      ],
      { encoding: 'utf8', cwd: resolve('tests') },
    )
      .split('\n')
      .filter((line) => line !== '');

  it('offers every command and every option', () => {
    expect(offered('')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
    for (const { command, long, short } of told) {
      const words = command === '' ? ['-'] : [command, '-'];
      const names = [...(long ? [`--${long}`] : []), ...(short ? [`-${short}`] : [])];
      expect(offered(...words), command).toEqual(expect.arrayContaining(names));
    }
  });

  it('offers the values of an option, in both ways of writing it, and nothing else', () => {
    expect(offered('render', '4711', '--theme', '')).toEqual(['light', 'dark']);
    expect(offered('render', '4711', '--theme', '=', 'd')).toEqual(['dark']);
    expect(offered('serve', '--port', '')).toEqual([]);
  });

  it('offers processes and files where one of them is meant, and folders where they are', () => {
    expect(offered('snap', String(process.pid))).toContain(String(process.pid));
    expect(offered('snap', 'tsco')).toContain('tsconfig.json');
    expect(offered('lesson', 'uni')).toContain('unit');
    expect(offered('lesson', 'tsco')).not.toContain('tsconfig.json');
    expect(offered('snap', '-o', 'tsco')).toContain('tsconfig.json');
  });
});

describe('the completion of fish', () => {
  const path = file('fish/vendor_completions.d/procatlas.fish');
  const offered = (line: string): readonly string[] =>
    outputOf('fish', '--no-config', '-c', `source '${path}'; complete -C '${line}'`)
      .split('\n')
      .map((row) => row.split('\t', 1)[0]!);

  it('offers commands, options and values', (context) => {
    needs(context, 'fish');
    expect(offered('procatlas ')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
    for (const { command, long } of told) {
      if (long) expect(offered(`procatlas ${command} --`), command).toContain(`--${long}`);
    }
    expect(offered('procatlas render --theme ')).toEqual(expect.arrayContaining(['light', 'dark']));
    expect(offered(`procatlas snap ${process.pid}`)).toContain(String(process.pid));
  });
});

it('the completion of zsh is a program that zsh reads, and knows every option', (context) => {
  const path = file('zsh/site-functions/_procatlas');
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^#compdef procatlas\n/);
  for (const { long } of told) if (long) expect(text).toContain(`--${long}`);
  needs(context, 'zsh');
  expect(spawnSync('zsh', ['-f', '-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

it('the manual page tells every command and option, and man has nothing against it', (context) => {
  const path = file('man/man1/procatlas.1');
  if (!existsSync('/usr/bin/man')) skip(context, 'there is no man here.');
  const { status, stderr, stdout } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', PAGER: 'cat', MANROFFOPT: '-c' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  // Bold letters are struck twice, with a backspace between.
  const page = stdout.replaceAll(new RegExp(`.${String.fromCharCode(8)}`, 'g'), '');
  for (const { name, summary } of commands) {
    expect(page).toContain(`procatlas ${name}`);
    expect(page.replaceAll(/\s+/g, ' ')).toContain(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}`);
  }
  for (const { long } of told) if (long) expect(page).toContain(`--${long}`);
});
