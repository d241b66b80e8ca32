/** Type-checks every part with the settings of its own layer: the contract without DOM and Node, the page without Node. */
import { spawnSync } from 'node:child_process';

const checks = [
  ['tsc', '-p', 'src-main/contract'],
  ['tsc', '-p', 'src-main'],
  ['svelte-check', '--tsconfig', 'src-renderer/tsconfig.json', '--fail-on-warnings'],
  ['tsc', '-p', 'tests'],
];
const failed = checks.filter(
  ([tool, ...rest]) => spawnSync('npx', ['--no-install', tool, ...rest], { stdio: 'inherit' }).status !== 0,
);
for (const check of failed) console.error(`failed: ${check.join(' ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
