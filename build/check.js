/**
 * Types, lint, formatting and pure tests, two at a time, each remembering under node_modules/.cache what it has found before.
 * `check.js types lint build` runs some of them; without words it runs types, lint and format. Every part of the code
 * is type-checked with the settings of its own layer: the contract without DOM and Node, the page without Node.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const cache = 'node_modules/.cache/procatlas';
const tsc = (name, project) => [
  'tsc',
  '-p',
  project,
  '--incremental',
  '--tsBuildInfoFile',
  `${cache}/${name}.tsbuildinfo`,
];

const vitest = (...projects) => [
  'vitest',
  'run',
  '--config',
  'tests/vitest.config.ts',
  ...projects.flatMap((project) => ['--project', project]),
];

/** The longest first, so that the short ones fill the other core. */
const groups = {
  // Much of what it makes lives long: with V8's small nursery a fifth of its time is spent on moving that about.
  lint: [['node', '--max-semi-space-size=128', 'build/lint.js']],
  types: [
    ['svelte-check', '--tsconfig', 'src-renderer/tsconfig.json', '--fail-on-warnings'],
    tsc('tests', 'tests'),
    tsc('main', 'src-main'),
    tsc('contract', 'src-main/contract'),
  ],
  format: [['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', `${cache}/prettier`, '.']],
  build: [['npm', 'run', '--silent', 'build']],
  unit: [vitest('unit', 'alone')],
  tests: [vitest('integration', 'browser')],
};

/**
 * Runs one command and gives its exit status; what it prints comes in one piece, when it has failed. Tests print as they
 * go: they also say what they leave out, and why.
 */
async function run([tool, ...words]) {
  const own = ['node', 'npm'].includes(tool) ? [tool, words] : ['npx', ['--no-install', tool, ...words]];
  const began = performance.now();
  const output = tool === 'vitest' ? 'inherit' : 'pipe';
  const child = spawn(...own, { cwd: root, stdio: ['ignore', output, output] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => said.push(bytes));
  const status = await new Promise((settle) => {
    child.on('error', (error) => {
      said.push(Buffer.from(`${error.message}\n`));
      settle(1);
    });
    child.on('close', settle);
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (status !== 0) process.stdout.write(Buffer.concat(said));
  console.log(`${status === 0 ? 'ok' : 'FAILED'} ${seconds} s: ${[tool, ...words].join(' ')}`);
  return status;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(groups, name));
if (unknown.length > 0) throw new Error(`There is no check ${unknown.join(', ')}: ${Object.keys(groups).join(', ')}.`);
const waiting = (asked.length > 0 ? asked : ['lint', 'types', 'format']).flatMap((name) => groups[name]);
mkdirSync(resolve(root, cache), { recursive: true });

let failed = 0;
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) if ((await run(next)) !== 0) failed += 1;
};
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
process.exitCode = failed === 0 ? 0 : 1;
