/**
 * No sentence of the product names a command line that may not exist where it is shown: what this program is called, and
 * whether there is sudo, differs from installation to installation, and is told by procfs/remedies.ts alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { commands } from '@main/cli/usage/commands.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Places that may, each with its reason. */
const allowed: Readonly<Record<string, RegExp>> = {
  // Where they are made.
  'src-main/procfs/remedies.ts': /^(sudo |su -c ')$/,
  'src-main/cli/ownCommands.ts': /^(npx procatlas|npm start --)$/,
  // Told only where the package that brings it has been found, and only in its folder.
  'src-main/cli/desktop.ts': /^npx install-electron$/,
  // Told only where they have been found.
  'src-main/cli/desktopFailure.ts': /^(apt-file search |dnf provides '\*\/|pacman -F )$/,
  // Says for which systems.
  'src-main/classroom/compile.ts': /on Debian and Ubuntu: apt install gcc/,
  // Names of a format, and what stands before every message of this command; nothing to be typed.
  'src-main/capture/jsonRead.ts': /^procatlas pmap$/,
  'src-main/capture/import/pmapJson.ts': /^procatlas pmap$/,
  'src-main/capture/import/pmapCsv.ts': /^procatlas pmap$/,
  'src-main/contract/capture.ts': /^procatlas pmap$/,
  'src-renderer/format/sourceText.ts': /procatlas pmap/,
  'src-main/cli/pmap.ts': /^procatlas pmap: $/,
};
/** Help calls the program by its name, and says at its end when a shell knows it by another. */
const isHelp = (file: string): boolean => file.startsWith('src-main/cli/usage/');

const names = commands.map(({ name }) => name).join('|');
const commandLine = new RegExp(
  String.raw`\b(?:sudo|su -c|npx|npm (?:run|start|ci|i|install)|apt(?:-\w+)?|dnf|pacman|pkexec) |\bnpx\b|\bprocatlas (?:${names}|[A-Z]{2,}|--?\w)`,
);

/** Every piece of text that a file's code holds, without its comments. */
function textsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  // Most files need not be parsed.
  if (!commandLine.test(text)) return [];
  if (!file.endsWith('.svelte')) return literals(text);
  const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].flatMap(([, code]) => literals(code!));
  const markup = text.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '');
  return [...scripts, ...markup.split('\n')];
}

function literals(code: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest));
  return found;
}

const files = ['src-main', 'src-renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

describe('command lines in sentences', () => {
  it('are found where there are some', () => {
    expect(commandLine.test('Run “sudo sysctl kernel.yama.ptrace_scope=0”.')).toBe(true);
    expect(commandLine.test('“procatlas list” shows those there are.')).toBe(true);
    expect(commandLine.test('Start procatlas, and choose a process.')).toBe(false);
    expect(literals('// sudo this\nf(`sudo ${that}`)')).toEqual(['sudo ', '']);
    expect(files.length).toBeGreaterThan(300);
  });

  it('are made by what knows how the program is called', () => {
    const wild = files
      .filter((file) => !isHelp(file))
      .flatMap((file) =>
        textsOf(file)
          .filter((text) => commandLine.test(text) && !allowed[file]?.test(text))
          .map((text) => `${file}: ${text.trim()}`),
      );
    expect(wild).toEqual([]);
  });
});
