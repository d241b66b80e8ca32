/** Choosing a process and watching it through the browser face's WebSocket: first pictures, refreshes, memory. */
import type { WatchId } from '@contract/calls.ts';
import { asMilliseconds, asPid } from '@contract/units.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../support/browserFace.ts';
import { asyncMilliseconds, medianOf, milliseconds, summarised } from './pairing.ts';
import { CountingSocket, isComplete, isUpdate } from './socket.ts';
import type { Row } from './table.ts';
import type { Target } from './target.ts';

/** Milliseconds within which a person should see the first and the whole picture, by number of mappings. */
const aims = [
  { upTo: 2_000, first: 50, whole: 100 },
  { upTo: 20_000, first: 100, whole: 200 },
  { upTo: Infinity, first: 200, whole: 600 },
];
/** Longer than any measurement: only what is asked for is read. */
const never = asMilliseconds(3_600_000);

/** Peak resident memory of a process in MiB, from its own status. */
function peakMebibytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? Number.NaN) / 1024;
}

/** Milliseconds and bytes until the next picture is here after `cause`. */
async function nextPicture(
  socket: CountingSocket,
  cause: () => Promise<unknown>,
): Promise<{ ms: number; bytes: number }> {
  let bytes = 0;
  const ms = await asyncMilliseconds(async () => {
    const complete = socket.arrival(isComplete);
    await cause();
    ({ bytes } = await complete);
  });
  return { ms, bytes };
}

/** One tick of a watch: it is paused otherwise, and told to go on it reads at once. */
async function tick(socket: CountingSocket, watch: WatchId): Promise<{ ms: number; bytes: number }> {
  const picture = await nextPicture(socket, () => socket.call('process.pace', { watch, interval: never }));
  await socket.call('process.pace', { watch, interval: null });
  return picture;
}

/** Processor time of a process so far in seconds: the first field of each thread's schedstat, in nanoseconds. */
function processorSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const spent = threads.map((tid) => readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'latin1').split(' ')[0]);
  return spent.reduce((sum, nanoseconds) => sum + Number(nanoseconds) / 1e9, 0);
}

/** Share of one core that the serving process takes while it watches once a second, in per cent. */
async function watchingShare(socket: CountingSocket, watch: WatchId, server: number, seconds: number): Promise<number> {
  await socket.call('process.pace', { watch, interval: asMilliseconds(1000) });
  await delay(1000);
  const before = processorSeconds(server);
  await delay(seconds * 1000);
  const share = ((processorSeconds(server) - before) / seconds) * 100;
  await socket.call('process.pace', { watch, interval: null });
  return share;
}

/** Everything about watching one target, in a server of its own. */
export async function measureWatching({ program, mappings }: Target, rounds: number): Promise<Row[]> {
  const pid = asPid(program.pid);
  const aim = aims.find(({ upTo }) => mappings <= upTo)!;
  const smaps = `/proc/${program.pid}/smaps`;
  const face = await serve();
  const wire = (pictures: readonly { bytes: number }[], target?: number): Row => ({
    what: '  on the wire',
    mappings,
    figure: { value: medianOf(pictures.map(({ bytes }) => bytes)), unit: 'B' },
    ...(target === undefined ? {} : { target: { figure: target } }),
  });
  const firsts: number[] = [];
  const wholes: number[] = [];
  const ratios: number[] = [];
  try {
    let socket = await CountingSocket.connect(face.url);
    for (let round = 0; round < rounds; round++) {
      // The first round is what a person who has just started the program meets; it counts.
      const began = process.hrtime.bigint();
      const first = socket.arrival(isUpdate).then(() => Number(process.hrtime.bigint() - began) / 1e6);
      const whole = socket.arrival(isComplete).then(() => Number(process.hrtime.bigint() - began) / 1e6);
      const { watch } = await socket.call('process.watch', { pid, interval: never });
      firsts.push(await first);
      wholes.push(await whole);
      await socket.call('process.stop', { watch });
      socket.close();
      ratios.push(wholes.at(-1)! / milliseconds(() => spawnSync('cat', [smaps], { stdio: 'ignore' })));
      socket = await CountingSocket.connect(face.url);
    }
    const complete = socket.arrival(isComplete);
    const { watch } = await socket.call('process.watch', { pid, interval: never });
    await complete;
    await socket.call('process.pace', { watch, interval: null });
    const asked: { ms: number; bytes: number }[] = [];
    const unchanged: { ms: number; bytes: number }[] = [];
    const changed: { ms: number; bytes: number }[] = [];
    const figures: { ms: number; bytes: number }[] = [];
    await tick(socket, watch);
    // Before the ticks that change something: their cost would make the observer budget read more seldom.
    const share = await watchingShare(socket, watch, face.process.pid!, rounds * 2);
    for (let round = 0; round < rounds; round++) {
      unchanged.push(await tick(socket, watch));
      program.signal('SIGUSR1');
      await program.nextLine();
      changed.push(await tick(socket, watch));
    }
    for (let round = 0; round < rounds; round++) {
      program.signal('SIGUSR2');
      await program.nextLine();
      figures.push(await nextPicture(socket, () => socket.call('process.refresh', { watch })));
    }
    for (let round = 0; round < rounds; round++) {
      asked.push(await nextPicture(socket, () => socket.call('process.refresh', { watch })));
    }
    socket.close();
    const small = mappings <= 2_000;
    return [
      { what: 'first picture, cold', mappings, timing: summarised(firsts.slice(0, 1)), target: { ms: aim.first } },
      { what: 'first picture', mappings, timing: summarised(firsts), target: { ms: aim.first } },
      { what: 'whole picture, cold', mappings, timing: summarised(wholes.slice(0, 1)), target: { ms: aim.whole } },
      {
        what: 'whole picture',
        mappings,
        timing: { ...summarised(wholes), ratio: medianOf(ratios), kept: rounds },
        against: 'cat smaps',
        ...(small ? {} : { target: { ratio: 2.2 } }),
      },
      {
        what: 'tick, nothing changed',
        mappings,
        timing: summarised(unchanged.map(({ ms }) => ms)),
        ...(small ? { target: { ms: 10 } } : {}),
      },
      wire(unchanged, small ? 5 * 1024 : undefined),
      { what: 'tick, one mapping more', mappings, timing: summarised(changed.map(({ ms }) => ms)) },
      wire(changed, 4096 + 60),
      {
        what: '  above a tick that finds nothing',
        mappings,
        figure: { value: medianOf(changed.map(({ ms }) => ms)) - medianOf(unchanged.map(({ ms }) => ms)), unit: 'ms' },
        target: { figure: 15 },
      },
      { what: 'everything again, 500 figures changed', mappings, timing: summarised(figures.map(({ ms }) => ms)) },
      // 100 rows with five figures each.
      wire(figures, 4096 + 60 * 100),
      { what: 'everything again, asked for', mappings, timing: summarised(asked.map(({ ms }) => ms)) },
      wire(asked),
      {
        what: 'watching once a second, serving side',
        mappings,
        figure: { value: share, unit: '% of a core' },
        ...(small ? { target: { figure: 2 } } : {}),
      },
      {
        what: 'peak memory of the serving process',
        mappings,
        figure: { value: peakMebibytes(face.process.pid!), unit: 'MiB' },
        ...(mappings > 50_000 ? { target: { figure: 100 } } : {}),
      },
    ];
  } finally {
    await face.stop();
  }
}
