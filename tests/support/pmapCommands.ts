/** procps's pmap and ours, side by side. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const cli = resolve('dist/main/cli.js');

/** What a command did. Output is taken byte for byte, as Latin-1. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Someone else to run a command as. */
export const nobody: readonly string[] = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const [command = '', ...args] = words;
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'latin1',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', ...env },
  });
  return { status, stdout, stderr };
}

/** Runs procps's pmap. */
export const procps = (args: readonly string[], env?: NodeJS.ProcessEnv, as: readonly string[] = []): Ran =>
  run([...as, 'pmap', ...args], env);

/** Runs the built `procatlas pmap`. */
export function ours(args: readonly string[], env?: NodeJS.ProcessEnv, as: readonly string[] = []): Ran {
  if (!existsSync(cli)) throw new Error('dist/main/cli.js is missing: run npm run build first');
  return run([...as, process.execPath, cli, 'pmap', ...args], env);
}

/** The version of procps that is installed, `4.0.2`; undefined where there is none. */
export function procpsVersion(): string | undefined {
  return /procps-ng (\S+)/.exec(procps(['-V']).stdout)?.[1];
}

/** Stops a process and waits until the kernel says so: nothing in it moves any more. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) await delay(5);
}

/**
 * The words of a text, line by line, without Pss, Pss_Dirty and clean shares: those of a library change with every
 * other process of the machine that comes or goes, pmap and we ourselves among them.
 */
export function withoutPss(text: string): string[][] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const titles = lines[1] ?? [];
  const moving = ['Pss', 'Pss_Dirty', 'Shared_Clean', 'Private_Clean'];
  const changing = new Set(moving.map((title) => titles.indexOf(title)).filter((column) => column >= 0));
  const shift = titles.indexOf('Size');
  return lines.slice(2).map((words) => {
    // Widths follow the figures, and totals stand below Size and the columns behind it.
    const isTotals = /^\d+$/.test(words[0] ?? '') && words.at(-1) === 'KB';
    if (/^=+$/.test(words[0] ?? '')) return ['='];
    return words.filter((_, column) => !changing.has(isTotals ? column + shift : column));
  });
}
