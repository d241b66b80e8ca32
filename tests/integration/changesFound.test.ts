/** What is told to have changed is what a program did, and nothing of what others did. */
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { asPid } from '@contract/units.ts';
import type { Capture } from '@contract/capture.ts';
import { encodeFrame } from '@contract/frames.ts';
import { updateFrom } from '@contract/update.ts';
import { openContext } from '@main/capture/context.ts';
import { openReading } from '@main/live/processReading.ts';
import { differenceOf } from '@main/time/difference.ts';
import { eventsBetween } from '@main/time/events.ts';
import { startChanging } from '../support/changingProgram.ts';
import { startCommand, type Program } from '../support/programs.ts';
import { changesBetween } from '@renderer/layout/changes.ts';

const others: Program[] = [];
afterAll(() => Promise.all(others.map((one) => one.stop())));
const idle = ['-c', 'import time; print("{}", flush=True); time.sleep(1000)'];

/** Looks at a process again and again, as a watch does. */
function looks(pid: number): () => Promise<Capture> {
  const reading = openReading(openContext(), asPid(pid), () => false);
  const { signal } = new AbortController();
  return async () => {
    const outcome = await reading.whole({ signal, parts: [], maps: () => undefined, progress: () => undefined });
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value.capture;
  };
}

/** Pages that came, went, and got another permission. */
type Pages = readonly [came: number, went: number, permission: number];

function pagesOf(before: Capture, after: Capture): Pages {
  const sum = (...types: string[]): number =>
    eventsBetween(before, after)
      .filter(({ type }) => types.includes(type))
      .reduce((pages, { start = 0, end = 0 }) => pages + end - start, 0);
  return [sum('born', 'grew', 'replaced'), sum('died', 'shrank', 'replaced'), sum('permission')];
}

test('sixty known steps are sixty changes of just those pages', async () => {
  const program = await startChanging();
  const look = looks(program.pid);
  const round = (size: number): (readonly [string, Pages])[] => [
    [`map ${size}`, [size, 0, 0]],
    ['protect 1', [0, 0, 1]],
    ['brk 16', [16, 0, 0]],
    [`map ${size + 5}`, [size + 5, 0, 0]],
    [`touch ${size}`, [0, 0, 0]],
    ['protect 1', [0, 0, 1]],
    ['protect 0', [0, 0, 1]],
    ['unmap', [0, size + 5, 0]],
    ['protect 0', [0, 0, 1]],
    [`move ${size + 64}`, [64, 0, 0]],
    ['brk -16', [0, 16, 0]],
    ['unmap', [0, size + 64, 0]],
  ];
  const steps = [3, 16, 1, 200, 40].flatMap(round);
  expect(steps).toHaveLength(60);
  let before = await look();
  for (const [index, [command, expected]] of steps.entries()) {
    await program.tell(command);
    const after = await look();
    const [came, went, permission] = pagesOf(before, after);
    // Where there is no room, memory that grows is moved as a whole: that is more of both.
    const moved = command.startsWith('move') ? Math.min(went, came) : 0;
    expect([came - moved, went - moved, permission], `step ${index + 1}, ${command}`).toEqual(expected);
    // What a page is told of one mapping more: 4 KB, and 60 bytes for its row.
    const frame = encodeFrame({ event: 'watch.update', value: updateFrom(before, after) });
    if (command.startsWith('map')) expect(frame.length).toBeLessThanOrEqual(4096 + 60);
    before = after;
  }
  await program.stop();
});

test('what only other processes do is no change, whoever comes and goes', async () => {
  const program = await startCommand('python3', idle);
  others.push(program);
  const look = looks(program.pid);
  // What the first looks touch is the program’s own doing: let it come to rest.
  await look();
  const first = await look();
  let foreign = 0;
  for (let round = 0; round < 5; round++) {
    for (let one = 0; one < 10; one++) spawnSync('true');
    // The same program once more: its pages are now shared by one more, which moves PSS by whole KiB.
    others.push(await startCommand('python3', idle));
    const now = await look();
    const { regions, owners, sharing, spans } = differenceOf(first, now);
    foreign += sharing;
    expect(owners).toEqual([]);
    expect(spans?.changes).toEqual([]);
    // 0 and 1: as it was, and only shared differently.
    expect(Math.max(...regions!.types)).toBeLessThanOrEqual(1);
    expect(changesBetween(first.regions, now.regions)).toEqual(changesBetween(first.regions, first.regions));
    expect(eventsBetween(first, now)).toEqual([]);
  }
  expect(foreign).toBeGreaterThan(0);
});
