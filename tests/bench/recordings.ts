/** What recordings cost: moments found again at any size, and how fast a file of `procatlas record` grows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { asEpochMilliseconds, asPid } from '@contract/units.ts';
import { updateFrom } from '@contract/update.ts';
import { openContext } from '@main/capture/context.ts';
import { captureNow } from '@main/capture/once.ts';
import { Recording } from '@main/time/recording.ts';
import { chanceNumbers } from '../support/chanceCapture.ts';
import { startCommand, temporaryFolder } from '../support/programs.ts';
import { milliseconds, summarised } from './pairing.ts';
import type { Row } from './table.ts';

const cli = resolve('dist/main/cli.js');
const random = chanceNumbers(1);

/** Looking back at moments at random, of a minute in which 444 figures change a second. */
export function measureMoments(pid: number, mappings: number, rounds: number): Row[] {
  const outcome = captureNow(openContext(), asPid(pid));
  if (!outcome.ok) throw new Error(outcome.message);
  let capture: Capture = outcome.value;
  const recording = new Recording(capture.process.identity);
  recording.sample(capture, undefined, 'smaps');
  for (let second = 1; second < 60; second++) {
    const last = capture;
    const { smaps } = last;
    const rss = smaps?.keys.indexOf('Rss') ?? -1;
    const columns = smaps?.columns.map((column, index) => (index === rss ? column.slice() : column)) ?? [];
    for (let row = 0; row < 444; row++) columns[rss]![random(mappings)]! += 4;
    const takenAt = asEpochMilliseconds(last.takenAt + 1000);
    capture = { ...last, sequence: last.sequence + 1, takenAt, ...(smaps ? { smaps: { ...smaps, columns } } : {}) };
    recording.sample(capture, updateFrom(last, capture), 'smaps');
  }
  const { id } = recording.info(0).moments;
  const look = (): unknown => recording.moment({ moment: id[random(id.length)]! });
  const timing = summarised(Array.from({ length: rounds * 5 }, () => milliseconds(look)));
  return [{ what: 'moment by scrubbing', mappings, timing, target: { ms: 100 } }];
}

const python = 'print("{}", flush=True); import time';
const node = 'console.log("{}"); let kept = [];';

/** Programs that do nothing, and programs that allocate. */
const recorded: readonly (readonly [what: string, file: string, args: readonly string[]])[] = [
  ['an idle shell', 'sh', ['-c', 'echo {}; kill -STOP $$']],
  ['an idle Python', 'python3', ['-c', `${python}; time.sleep(1e6)`]],
  [
    'a Python that allocates',
    'python3',
    ['-c', `${python}\nkept = []\nwhile True:\n  kept = kept[-50:] + [bytearray(10**6)]\n  time.sleep(0.05)`],
  ],
  ['an idle Node', process.execPath, ['-e', `${node} setInterval(() => kept, 1e6)`]],
  [
    'a Node that allocates',
    process.execPath,
    ['-e', `${node} setInterval(() => { kept = [...kept.slice(-50), Buffer.alloc(1e6)]; }, 50)`],
  ],
  ['an idle Java', 'java', [resolve('tests/programs/Sleep.java')]],
];

/** Bytes an hour of each program's recording, by what the whole file takes for so many seconds at one look a second. */
export async function measureRecordings(seconds: number): Promise<Row[]> {
  const folder = temporaryFolder('recordings');
  return Promise.all(
    recorded.map(async ([what, file, args], index): Promise<Row> => {
      const program = await startCommand(file, args);
      try {
        const path = join(folder, `${index}.recording.gz`);
        const options = ['-i', '1s', '--for', `${seconds}s`, '-o', path];
        const record = spawn(process.execPath, [cli, 'record', String(program.pid), ...options], { stdio: 'ignore' });
        await once(record, 'exit');
        const value = (statSync(path).size / seconds) * 3.6;
        return { what: `recording of ${what}`, figure: { value, unit: 'kB an hour' } };
      } finally {
        await program.stop();
      }
    }),
  );
}
