/** Listing processes, as the picker does it, against `ps aux`. */
import { startLiveService } from '@main/live/client.ts';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProgram } from '../support/programs.ts';
import { paired } from './pairing.ts';
import type { Row } from './table.ts';

/** Lists the processes of the machine with `more` of them added. */
export async function measureListing(more: number, rounds: number): Promise<Row[]> {
  const crowd = await startProgram('crowd', { args: [String(more)] });
  const service = startLiveService(pathToFileURL(resolve('dist/main/worker.js')));
  try {
    const first = await service.call('processes.list', undefined);
    if (!first.ok) throw new Error(first.message);
    const processes = first.value.length;
    const timing = await paired(
      () => spawnSync('ps', ['aux'], { stdio: ['ignore', 'ignore', 'inherit'] }),
      () => service.call('processes.list', undefined),
      rounds,
    );
    return [
      { what: `list ${processes} processes`, timing, against: 'ps aux', target: { ratio: 0.6 } },
      {
        what: '  for each process',
        figure: { value: (timing.median * 1000) / processes, unit: 'us' },
        target: { figure: 50 },
      },
    ];
  } finally {
    await service.close();
    await crowd.stop();
  }
}
