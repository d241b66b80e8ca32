/** What the program is called differs between installations: a sentence that names it asks `ownCommand`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { commands } from '@main/cli/usage/commands.ts';

const root = resolve(import.meta.dirname, '../../..');
const files = ['src-main', 'src-renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
);

/** Each text that a program may show, one of a template's pieces at a time; of markup all but its comments. */
function textsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8');
  if (file.endsWith('.svelte')) return source.replaceAll(/<!--.*?-->|\/\*.*?\*\//gs, '').split('\n');
  // Reading all of them as TypeScript takes seconds.
  if (!/\bprocatlas\b|npm (?:run|start)|node dist/.test(source)) return [];
  const texts: string[] = [];
  const gather = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, gather);
  };
  gather(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return texts;
}

/** Where the name is right: the help, which ends with what to type instead; whose complaint it is; a format; the names themselves. */
const right = new Set([
  'src-main/cli/usage/helpText.ts: procatlas ',
  'src-main/cli/usage/helpText.ts: “procatlas COMMAND --help” tells more of one.',
  'src-main/cli/usage/helpText.ts: ” for “procatlas”.',
  'src-main/cli/usage/serve.ts: From elsewhere: ssh -L 8080:127.0.0.1:8080 HOST procatlas serve --port 8080',
  'src-main/cli/pmap.ts: procatlas pmap: ',
  'src-main/cli/version.ts: procatlas ',
  'src-main/cli/ownCommands.ts: npm start --',
  'src-main/contract/capture.ts: procatlas pmap',
  'src-main/capture/jsonRead.ts: procatlas pmap',
  'src-main/capture/import/pmapJson.ts: procatlas pmap',
  'src-main/capture/import/pmapCsv.ts: procatlas pmap',
  'src-renderer/format/sourceText.ts: procatlas pmap',
]);

it('no sentence of the product calls the program by a name that it may not have', () => {
  const names = commands.map(({ name }) => name).join('|');
  const named = new RegExp(`\\bprocatlas (?:${names}|COMMAND|PID|$)|“procatlas”|npm (?:run|start)|node dist`);
  const found = files
    .filter((file) => /\.(?:ts|svelte)$/.test(file))
    .flatMap((file) => textsOf(file).flatMap((text) => (named.test(text) ? [`${file}: ${text}`] : [])));
  // Those that have gone must go from the list.
  expect([...new Set(found)].sort()).toEqual([...right].sort());
});
