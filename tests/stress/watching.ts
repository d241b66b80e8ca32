/** Watching what exits, executes, forks, leaves its namespaces, stops and uses ids again: nothing may grow or stand. */
import { setTimeout } from 'node:timers/promises';
import { asMilliseconds } from '@contract/units.ts';
import { startLiveService } from '@main/live/client.ts';
import { startProgram } from '../support/programs.ts';
import { bundleReadingThread } from '../support/readingThread.ts';
import { descriptorsOf, residentOf, tell } from './figures.ts';

/** Growth from the first third to the end that is called flat. */
const flat = 0.1;
/** Milliseconds that a list of all processes may take on a busy machine. */
const patience = 30_000;

/** Watches until so many ticks have come, or for so many minutes. `mappings` is the size of the largest process. */
export async function stressWatching(ticks: number, minutes: number, mappings: number): Promise<void> {
  const service = startLiveService(await bundleReadingThread());
  const restless = await startProgram('restless', { args: [String(mappings)] });
  const begin = performance.now();
  let seen = 0;
  let largest = 0;
  let stood = 0;
  const conditions = new Map<string, number>();
  const sink = {
    update: () => void (seen += 1),
    progress: () => undefined,
    grew: () => undefined,
    condition: ({ condition }: { condition: string }) =>
      void conditions.set(condition, (conditions.get(condition) ?? 0) + 1),
  };
  const watched = new Map<number, number>();
  const samples: { readonly resident: number; readonly descriptors: number }[] = [];
  try {
    while (seen < ticks && performance.now() - begin < minutes * 60_000) {
      const asked = performance.now();
      const list = await service.call('processes.list', undefined);
      if (performance.now() - asked > patience) stood += 1;
      if (!list.ok) throw new Error(`${list.message} ${list.why ?? ''}`);
      const alive = list.value.filter(({ ppid, pid }) => ppid === restless.pid || pid === restless.pid);
      for (const { pid } of alive) {
        if (watched.has(pid)) continue;
        const outcome = await service.call('process.watch', { pid, interval: asMilliseconds(100) }, { sink });
        if (outcome.ok) watched.set(pid, outcome.value.watch);
      }
      largest = Math.max(largest, watched.size);
      for (const [pid, watch] of watched) {
        if (alive.some((row) => row.pid === pid)) continue;
        await service.call('process.stop', { watch });
        watched.delete(pid);
      }
      samples.push({ resident: residentOf(process.pid), descriptors: descriptorsOf(process.pid) });
      await setTimeout(500);
    }
  } finally {
    await restless.stop();
    await service.close();
  }
  const third = samples.slice(Math.floor(samples.length / 3), Math.floor((samples.length * 2) / 3));
  const last = samples.slice(-Math.max(1, Math.floor(samples.length / 3)));
  const highest = (part: typeof samples, of: 'resident' | 'descriptors'): number =>
    Math.max(...part.map((one) => one[of]));
  const grew = (of: 'resident' | 'descriptors'): number => highest(last, of) / highest(third, of) - 1;
  const faults = [
    ...(grew('resident') > flat ? [`memory grew by ${(grew('resident') * 100).toFixed(0)} %`] : []),
    ...(grew('descriptors') > flat ? ['descriptors grew'] : []),
    ...(stood > 0 ? [`${stood} lists took longer than ${patience / 1000} s`] : []),
  ];
  const told = [...conditions].map(([condition, count]) => `${condition} ${count}`).join(', ');
  tell(
    'watching',
    `${seen} ticks in ${((performance.now() - begin) / 60_000).toFixed(1)} min over at most ${largest} processes (${told}); ` +
      `memory ${highest(third, 'resident').toFixed(0)} → ${highest(last, 'resident').toFixed(0)} MB, ` +
      `descriptors ${highest(third, 'descriptors')} → ${highest(last, 'descriptors')}`,
    faults.length > 0 ? faults.join('; ') : undefined,
  );
}
