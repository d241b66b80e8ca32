/**
 * Types for lint. The project service makes a new program and a new checker for each component, since what it is told of
 * one is not what stands on the disk: 180 times the types of zod were worked out again. Here the code that stands for
 * each component is known before, so one program for each tsconfig.json serves all of its files.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

const root = resolve(import.meta.dirname, '..');
const configs = ['src-main/contract', 'src-main', 'src-renderer', 'tests'].map((folder) =>
  join(root, folder, 'tsconfig.json'),
);
const { parser: svelteParser } = svelte.configs.base.find(
  ({ languageOptions }) => languageOptions?.parser,
).languageOptions;
const component = { extension: '.svelte', isMixedContent: false, scriptKind: ts.ScriptKind.Deferred };
const isTranslated = (file) => /\.svelte(\.ts)?$/.test(file);

/** What the parser of components hands to the parser of TypeScript in the end, when it wants types. */
function translationOf(file) {
  let code;
  const listener = {
    parseForESLint(text, options) {
      if (options.projectService) code = text;
      return tseslint.parser.parseForESLint(text, { ...options, projectService: undefined });
    },
  };
  svelteParser.parseForESLint(readFileSync(file, 'utf8'), {
    filePath: file,
    parser: listener,
    projectService: true,
    extraFileExtensions: ['.svelte'],
    ...{ loc: true, range: true, tokens: true, comment: true, sourceType: 'module', ecmaVersion: 'latest' },
  });
  return code;
}

/** Files that several programs hold are parsed once: their settings differ in nothing that a parser heeds. */
const sources = new Map();
function sourceOf(file, languageVersion) {
  if (!sources.has(file)) {
    const text = isTranslated(file) ? translationOf(file) : ts.sys.readFile(file);
    const kind = isTranslated(file) ? ts.ScriptKind.TS : undefined;
    sources.set(file, text === undefined ? undefined : ts.createSourceFile(file, text, languageVersion, true, kind));
  }
  return sources.get(file);
}

function programOf(config) {
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(
    config,
    { allowNonTsExtensions: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (error) => errors.push(error) },
    undefined,
    undefined,
    [component],
  );
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, ts.createCompilerHost(options)));
  const host = ts.createCompilerHost(options, true);
  return ts.createProgram(fileNames, options, { ...host, getSourceFile: sourceOf });
}

const programs = new Map();
/** The program of the nearest tsconfig.json. */
function programFor(file) {
  const config = configs.find((one) => file.startsWith(`${dirname(one)}/`));
  if (!programs.has(config)) programs.set(config, programOf(config));
  return programs.get(config);
}

/** The parser of TypeScript, with types from those programs wherever the project service is asked for. */
export const parser = {
  ...tseslint.parser,
  parseForESLint: (text, options) =>
    tseslint.parser.parseForESLint(
      text,
      options.projectService
        ? { ...options, projectService: undefined, programs: [programFor(options.filePath)] }
        : options,
    ),
};
