/** The documents name commands: each must be there, and be called so where it is read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionsOf } from '@main/cli/usage/command.ts';
import { commandNamed, withoutCommand } from '@main/cli/usage/commands.ts';
import packageFile from '../../../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '../../..');
const below = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const files = [...readdirSync(root), ...['build', 'src-main', 'src-renderer'].flatMap(below)].filter((name) =>
  name.endsWith('.md'),
);
const documents = files.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

/** What stands as code in a document: spans and the lines of blocks. */
function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n'));
  const spans = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].map((code) => code.replaceAll(/\s+/g, ' ').trim());
}

/** Words behind the name of the program, where a line of code begins with it or a prompt before it. */
const wordsFor = (code: string, program: string): readonly string[] | undefined =>
  new RegExp(`^(?:sudo )?${program}(?: (.*))?$`).exec(code)?.[1]?.split(' ');

/** How a document says it: by a link, or where it has none, in words. */
const sayings =
  /#what-to-type|`procatlas` is how the packages call|`node dist\/main\/cli\.js` is `procatlas`|`procatlas` below is that of the package/;

describe.each(documents)('%s', (file, text) => {
  const code = codeOf(text);

  it('names commands and options of ours that there are', () => {
    for (const line of code) {
      const [name = '', ...words] = wordsFor(line, 'procatlas') ?? [];
      const command = commandNamed(name) ?? withoutCommand;
      const known = new Set(optionsOf(command).map(({ long }) => `--${long}`));
      // A name without a capital is no placeholder, unless it names a program or a file.
      if (/^[a-z]+$/.test(name)) expect(commandNamed(name)?.name, line).toBe(name);
      const options = words.filter((word) => /^--\w/.test(word)).map((word) => word.replace(/[=,].*$/, ''));
      expect(
        options.filter((option) => !known.has(option)),
        line,
      ).toEqual([]);
    }
  });

  it('names scripts of npm that there are', () => {
    for (const line of code) {
      const script = /^npm (?:run )?(start|test|[\w:]+)/.exec(line)?.[1];
      const asked = line.startsWith('npm run ') || script === 'start' || script === 'test' ? script : undefined;
      if (asked !== undefined) expect(packageFile.scripts, line).toHaveProperty([asked]);
    }
  });

  it('leads where its links say', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(file), link)));
    expect(broken).toEqual([]);
  });

  it('that calls our command by its name says what to type where it has another', () => {
    // What has changed is told by name, not to be typed.
    if (file === 'CHANGELOG.md' || !code.some((line) => wordsFor(line, 'procatlas'))) return;
    expect(text).toMatch(sayings);
  });
});
