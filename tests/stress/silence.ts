/**
 * File systems that fall silent one after the other while another process is watched: each costs that watch seconds, not
 * its life, and what waited leaves nothing behind once the file system has gone.
 */
import { setTimeout } from 'node:timers/promises';
import type { Events } from '@contract/calls.ts';
import { asMilliseconds, asPid } from '@contract/units.ts';
import { startLiveService } from '@main/live/client.ts';
import { bundleReadingThread } from '../support/readingThread.ts';
import { startSilentTarget } from '../support/silentFiles.ts';
import { descriptorsOf, residentOf, tell } from './figures.ts';

/** Seconds that a watch may stand: a waiting thread is given up after ten, and a busy machine needs some to start another. */
const longest = 20;
const interval = asMilliseconds(200);

export async function stressSilence(rounds: number): Promise<void> {
  const service = startLiveService(await bundleReadingThread());
  let last = performance.now();
  let stood = 0;
  const other = { progress: () => undefined, condition: () => undefined, grew: () => undefined };
  const life = {
    ...other,
    update: () => {
      const now = performance.now();
      stood = Math.max(stood, now - last);
      last = now;
    },
  };
  const healthy = await service.call('process.watch', { pid: asPid(process.pid), interval }, { sink: life });
  if (!healthy.ok) throw new Error(healthy.message);
  let seen = 0;
  const before = { resident: residentOf(process.pid), descriptors: descriptorsOf(process.pid) };
  try {
    for (let round = 0; round < rounds; round++) {
      const target = await startSilentTarget(true);
      if (typeof target === 'string') {
        console.info(`skipped: silent file systems: ${target}`);
        return;
      }
      target.files.signal('SIGUSR1');
      const already = seen;
      const update = ({ update: { head } }: Events['watch.update']): void => {
        if (head.stage === 'complete') seen = already + 1;
      };
      const watch = service.call('process.watch', { pid: target.pid, interval }, { sink: { ...other, update } });
      const begin = performance.now();
      while (seen === already && performance.now() - begin < longest * 1000) await setTimeout(100);
      const outcome = await watch;
      if (outcome.ok) await service.call('process.stop', { watch: outcome.value.watch });
      await target.files.stop();
    }
    // The threads that waited end once their file system has gone.
    await setTimeout(2000);
    const after = { resident: residentOf(process.pid), descriptors: descriptorsOf(process.pid) };
    const faults = [
      ...(seen < rounds ? [`${rounds - seen} processes were not seen whole within ${longest} s`] : []),
      ...(stood > longest * 1000 ? [`a watch stood for ${(stood / 1000).toFixed(0)} s`] : []),
      ...(after.descriptors > before.descriptors + 4 ? ['descriptors grew'] : []),
    ];
    tell(
      'silent file systems',
      `${rounds} processes seen without them, another watch stood for at most ${(stood / 1000).toFixed(1)} s; ` +
        `memory ${before.resident.toFixed(0)} → ${after.resident.toFixed(0)} MB, descriptors ${before.descriptors} → ${after.descriptors}`,
      faults.length > 0 ? faults.join('; ') : undefined,
    );
  } finally {
    await service.close();
  }
}
