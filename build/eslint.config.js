/**
 * Lint: strict type-checked rules, and the layers. Arrows run one way (renderer → contract ← main); the rules below
 * are that sentence, folder by folder.
 */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const electronFiles = [
  'src-main/index.ts',
  'src-main/window.ts',
  'src-main/protocol.ts',
  'src-main/ipc/electron.ts',
  'src-main/preload/index.ts',
];
const electron = { name: 'electron', message: 'Only the five named files import electron.' };

const page = { group: ['@renderer/*', '**/src-renderer/**'], message: 'Only cli/render.ts imports from the page.' };

const restrict = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths: [electron], patterns }] },
});

/**
 * Forbids imports whose path matches a pattern, with the reason that lint prints. A later rule for a file replaces
 * an earlier one, so on the main side each forbids the page's files as well.
 */
const forbid = (files, groups, message) =>
  restrict(files, [{ group: groups, message }, ...(files[0].startsWith('src-main/') ? [page] : [])]);

/** What read and words, pure on both sides, must not import. */
const abovePure = [
  ...['node:*', 'svelte*', 'd3-*', '@main/*'],
  ...['procfs', 'classify', 'pmap', 'capture', 'inspect', 'live', 'ipc', 'web', 'cli'].map((name) => `**/${name}/**`),
];

export default tseslint.config(
  { ignores: ['dist/', 'release/', 'coverage/', 'node_modules/', 'tests/fixtures/'] },
  js.configs.recommended,
  { files: ['**/*.js'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: `${import.meta.dirname}/..`,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-undef': 'off',
      'no-restricted-imports': ['error', { paths: [electron] }],
    },
  },
  svelte.configs.recommended,
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  { files: ['electron.config.ts', 'tests/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['electron.config.ts'], extends: [tseslint.configs.disableTypeChecked] },

  // The layers.
  restrict(['src-main/**'], [page]),
  forbid(
    ['src-main/contract/**'],
    ['node:*', '../*', 'zod', 'ws', 'svelte*', 'd3-*'],
    'The contract is pure: it imports nothing but itself and msgpackr.',
  ),
  forbid(
    ['src-main/contract/calls/**'],
    ['node:*', '../../*', 'ws', 'svelte*', 'd3-*'],
    'The definitions of calls import the contract and zod, for their schemas.',
  ),
  forbid(
    ['src-main/procfs/**'],
    ['**/classify/**', '**/capture/**', '**/live/**', '**/ipc/**', '**/web/**', '**/cli/**', '**/kinds*'],
    'procfs turns kernel bytes into columns; it knows no kinds and nobody above it.',
  ),
  forbid(
    ['src-main/classify/**'],
    ['node:*', '**/procfs/**', '**/words/**', '**/capture/**', '**/live/**', '**/ipc/**', '**/web/**', '**/cli/**'],
    'classify knows no files and no prose: what it needs comes in through its input, and words says what it finds.',
  ),
  forbid(
    ['src-main/read/**', 'src-main/words/**'],
    abovePure,
    'read and words derive from captures on both sides: they are pure and know nobody above them.',
  ),
  forbid(
    ['src-main/words/**'],
    [...abovePure, '**/read/**'],
    'words says what the contract holds: read and all others come after it.',
  ),
  forbid(
    ['src-main/lessons/**'],
    ['node:*', '**/procfs/**', '**/classify/**', '**/capture/**', '**/live/**', '**/ipc/**', '**/web/**', '**/cli/**'],
    'lessons is pure: it reads a lesson and judges a capture, and knows no files.',
  ),
  forbid(
    ['src-main/pmap/**'],
    ['node:*', '**/procfs/**', '**/live/**', '**/ipc/**', '**/web/**', '**/cli/**'],
    'pmap makes text of columns; it reads nothing and knows nobody above it.',
  ),
  forbid(
    ['src-main/time/**'],
    ['node:*', '**/procfs/**', '**/capture/**', '**/live/**', '**/ipc/**', '**/web/**', '**/cli/**'],
    'time compares captures; it reads nothing and knows nobody above it.',
  ),
  forbid(
    ['src-main/capture/**', 'src-main/inspect/**'],
    ['**/live/**', '**/ipc/**', '**/web/**', '**/cli/**'],
    'capture and inspect are used by live and the faces, not the other way round.',
  ),
  forbid(
    ['src-main/live/**'],
    ['**/ipc/**', '**/web/**', '**/cli/**'],
    'live is used by the faces, not the other way round.',
  ),
  forbid(
    ['src-renderer/**'],
    ['node:*', '**/src-main/**', '@main/*', '@contract/calls/*', 'zod', 'ws'],
    'The page imports @contract and nothing else of the main side, and of calls their types from calls.ts: no schema.',
  ),
  forbid(
    ['src-renderer/layout/**'],
    ['node:*', '**/src-main/**', 'svelte*', '**/views/**', '**/panels/**', '**/paint/**', 'd3-selection', 'd3-zoom'],
    'layout is pure: capture and viewport in, draw list out; no DOM, no components, no painters.',
  ),
  forbid(
    ['src-renderer/paint/**'],
    ['node:*', '**/src-main/**', 'svelte*', '**/views/**', '**/panels/**', 'd3-selection', 'd3-zoom'],
    'painters only paint draw lists.',
  ),
  // The one exception: a picture without a window needs the page's pure layout, SVG painter and export, no component.
  restrict(
    ['src-main/cli/render.ts'],
    [{ group: ['**/views/**', '**/panels/**', '**/state/**', 'svelte*'], message: 'No component and no DOM.' }],
  ),
  { files: electronFiles, rules: { 'no-restricted-imports': 'off' } },
);
