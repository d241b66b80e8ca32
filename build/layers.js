/**
 * The layers: which folder may import which, and what of npm and Node each may use. A file belongs to the entry with the
 * longest path that it begins with; it imports files of its own entry and of lower ranks, never of an equal or a
 * higher one, so there can be no circle of folders. An entry for a single file is a seam that its folder does not show
 * yet: the file belongs to another layer than its neighbours.
 *
 * Environment: `common` code runs everywhere and imports only common code; `node` and `page` code import common code and
 * their own. Packages: the beginnings of the names that may be imported; `node:` stands for Node's own modules.
 */

/**
 * @typedef {object} Layer
 * @property {number} rank
 * @property {'common' | 'node' | 'page'} environment
 * @property {readonly string[]} paths
 * @property {readonly string[]} [packages]
 * @property {readonly string[]} [never] Files of lower ranks that this layer may not know all the same.
 */

/** @type {readonly Layer[]} */
export const layers = [
  // What both sides share.
  { rank: 0, environment: 'common', paths: ['src-main/contract'] },
  { rank: 1, environment: 'common', paths: ['src-main/contract/calls'], packages: ['zod'] },
  {
    rank: 2,
    environment: 'common',
    paths: ['src-main/contract/calls.ts', 'src-main/contract/frames.ts'],
    packages: ['msgpackr'],
  },
  { rank: 3, environment: 'common', paths: ['src-main/words'] },
  { rank: 4, environment: 'common', paths: ['src-main/read'] },

  // The main side, from kernel bytes up.
  {
    rank: 5,
    environment: 'node',
    paths: ['src-main/procfs'],
    packages: ['node:'],
    never: ['src-main/contract/kinds.ts', 'src-main/words', 'src-main/read'],
  },
  {
    rank: 5,
    environment: 'common',
    paths: [
      'src-main/inspect/elf/image.ts',
      'src-main/inspect/elf/fields.ts',
      'src-main/inspect/elf/marks.ts',
      'src-main/inspect/elf/notes.ts',
    ],
  },
  { rank: 6, environment: 'common', paths: ['src-main/classify'], never: ['src-main/words'] },
  { rank: 6, environment: 'common', paths: ['src-main/time'] },
  { rank: 6, environment: 'common', paths: ['src-main/lessons'], packages: ['zod', 'yaml', 'markdown-it'] },
  { rank: 7, environment: 'common', paths: ['src-main/compare'] },
  { rank: 7, environment: 'common', paths: ['src-main/pmap'] },
  { rank: 7, environment: 'node', paths: ['src-main/capture'], packages: ['node:'] },
  { rank: 8, environment: 'node', paths: ['src-main/inspect'], packages: ['node:'] },
  { rank: 8, environment: 'node', paths: ['src-main/inspect/code'], packages: ['node:', '@alexaltea/capstone-js'] },
  { rank: 8, environment: 'node', paths: ['src-main/classroom'], packages: ['node:', 'zod'] },
  { rank: 8, environment: 'node', paths: ['src-main/launch'], packages: ['node:'] },
  { rank: 9, environment: 'node', paths: ['src-main/live'], packages: ['node:'] },
  { rank: 10, environment: 'node', paths: ['src-main/ipc'] },
  { rank: 11, environment: 'node', paths: ['src-main/web'], packages: ['node:', 'ws', 'zod'] },
  { rank: 12, environment: 'node', paths: ['src-main/cli'], packages: ['node:'] },
  { rank: 13, environment: 'node', paths: ['src-main/desktop'], packages: ['node:', 'zod'] },
  // Start-up; with the preload script the only files that import Electron.
  {
    rank: 14,
    environment: 'node',
    paths: ['src-main/ipc/electron.ts', 'src-main/preload', 'src-main/window.ts', 'src-main/protocol.ts'],
    packages: ['node:', 'electron'],
  },
  { rank: 15, environment: 'node', paths: ['src-main/index.ts'], packages: ['node:', 'electron'] },

  // The page.
  { rank: 5, environment: 'page', paths: ['src-renderer/backend'] },
  { rank: 5, environment: 'page', paths: ['src-renderer/format'] },
  { rank: 5, environment: 'page', paths: ['src-renderer/theme'], packages: ['svelte'] },
  // Vocabulary of selection, colour modes and located things, which pure layout shares with the state.
  { rank: 6, environment: 'page', paths: ['src-renderer/state/model.ts', 'src-renderer/state/located.ts'] },
  {
    rank: 7,
    environment: 'page',
    paths: ['src-renderer/layout'],
    packages: ['d3-hierarchy', 'd3-interpolate', 'd3-scale'],
  },
  { rank: 8, environment: 'page', paths: ['src-renderer/paint'] },
  { rank: 9, environment: 'page', paths: ['src-renderer/state'], packages: ['svelte'] },
  // What elements do besides being shown; the host of pictures needs it as much as panels do.
  { rank: 9, environment: 'page', paths: ['src-renderer/panels/attachments.ts'], packages: ['svelte'] },
  { rank: 10, environment: 'page', paths: ['src-renderer/picture'], packages: ['svelte', 'd3-'] },
  { rank: 10, environment: 'page', paths: ['src-renderer/export'] },
  { rank: 10, environment: 'page', paths: ['src-renderer/commands'] },
  { rank: 11, environment: 'page', paths: ['src-renderer/panels'], packages: ['svelte', '@lucide/svelte', 'd3-'] },
  { rank: 12, environment: 'page', paths: ['src-renderer/views'], packages: ['svelte', '@lucide/svelte', 'd3-'] },
  // The dock shows the table of the table view.
  {
    rank: 13,
    environment: 'page',
    paths: ['src-renderer/panels/dock/Dock.svelte', 'src-renderer/panels/dock/lists.ts'],
    packages: ['svelte', '@lucide/svelte'],
  },
  // Lessons stand around a picture that the page gives them.
  {
    rank: 13,
    environment: 'page',
    paths: ['src-renderer/lessons'],
    packages: ['svelte', '@lucide/svelte'],
  },
  { rank: 14, environment: 'page', paths: ['src-renderer'], packages: ['svelte'] },
];

/**
 * Imports that the ranks refuse and that are wanted all the same. A picture without a window needs the page's pure
 * layout, its SVG painter and its export; no component, no state, no DOM.
 */
export const exceptions = [
  {
    from: 'src-main/cli/render',
    to: ['src-renderer/layout', 'src-renderer/paint', 'src-renderer/export'],
  },
];

/** How a path in an import begins, and the folder that it means. */
export const aliases = {
  '@compare/': 'src-main/compare/',
  '@contract/': 'src-main/contract/',
  '@lessons/': 'src-main/lessons/',
  '@read/': 'src-main/read/',
  '@words/': 'src-main/words/',
  '@time/': 'src-main/time/',
  '@main/': 'src-main/',
  '@renderer/': 'src-renderer/',
};
