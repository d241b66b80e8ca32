/** What others need for the same files, process start included. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { paired } from './pairing.ts';
import { plainRead } from './plainRead.ts';
import type { Row } from './table.ts';

const commands = (pid: number): { file: string; words: string[] }[] => [
  { file: 'maps', words: ['cat', `/proc/${pid}/maps`] },
  { file: 'maps', words: ['pmap', String(pid)] },
  { file: 'smaps', words: ['cat', `/proc/${pid}/smaps`] },
  { file: 'smaps', words: ['pmap', '-x', String(pid)] },
  { file: 'smaps', words: ['pmap', '-X', String(pid)] },
];

/** `cat` and `pmap` against the plain read of the file they read. */
export async function measureExternals(pid: number, mappings: number, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { file, words } of commands(pid)) {
    const [command = '', ...args] = words;
    if (command === 'pmap' && !existsSync('/usr/bin/pmap')) continue;
    const timing = await paired(
      () => plainRead(`/proc/${pid}/${file}`),
      () => spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }),
      rounds,
    );
    rows.push({
      what: words.map((word) => word.replace(String(pid), 'PID')).join(' '),
      mappings,
      timing,
      against: `read ${file}`,
    });
  }
  return rows;
}
