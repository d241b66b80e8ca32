/** `procatlas pmap` against procps's pmap of the same process, process start included. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { milliseconds, paired, summarised } from './pairing.ts';
import type { Row, Target } from './table.ts';

const cli = resolve('dist/main/cli.js');

/** What is aimed at with 60,000 mappings. */
const formats: readonly { readonly options: readonly string[]; readonly target?: Target }[] = [
  { options: [] },
  { options: ['-x'], target: { ratio: 0.7 } },
  { options: ['-X'], target: { ratio: 0.4 } },
];
/** Fewer mappings than this are mostly the start of Node. */
const many = 50_000;

/** What an ordinary process may cost over a Node that does nothing, in milliseconds. */
const ordinaryCost = 40;

const run = (command: string, words: readonly string[]): unknown =>
  spawnSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });

/** Each format against procps's, and against a Node that does nothing. */
export async function measurePmap(pid: number, mappings: number, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { options, target } of formats) {
    const words = [...options, String(pid)];
    const ours = (): unknown => run(process.execPath, [cli, 'pmap', ...words]);
    const what = ['procatlas', 'pmap', ...options, 'PID'].join(' ');
    if (existsSync('/usr/bin/pmap')) {
      const timing = await paired(() => run('pmap', words), ours, rounds);
      const aimed = target && mappings >= many ? { target } : {};
      rows.push({ what, mappings, timing, against: ['pmap', ...options].join(' '), ...aimed });
    }
    const timing = await paired(() => run(process.execPath, ['-e', '0']), ours, rounds);
    rows.push({ what, mappings, timing, against: 'node -e 0' });
  }
  return rows;
}

/** Of an ordinary process, what each format costs over a Node that does nothing. */
export function measureOrdinaryPmap(pid: number, rounds: number): Row[] {
  return formats.map(({ options }) => {
    const costs = Array.from({ length: rounds }, () => {
      const nothing = (): number => milliseconds(() => run(process.execPath, ['-e', '0']));
      const before = nothing();
      const ours = milliseconds(() => run(process.execPath, [cli, 'pmap', ...options, String(pid)]));
      return ours - (before + nothing()) / 2;
    });
    return {
      what: ['procatlas', 'pmap', ...options, 'of a shell, over node -e 0'].join(' '),
      timing: summarised(costs),
      target: { ms: ordinaryCost },
    };
  });
}
