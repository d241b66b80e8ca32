/** Lessons through the reading thread, as a page asks for them: a real program that is compiled, waits and ends. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadingThread } from '@main/live/readingThread.ts';
import { newInterrupt, type FromWorker, type WorkerCallName, type WorkerCalls } from '@main/live/protocol.ts';
import type { Outcome } from '@contract/calls.ts';
import { lacking } from '@main/classroom/requirements.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { skip } from '../support/skip.ts';

const cache = mkdtempSync(join(tmpdir(), 'procatlas-lesson-calls-'));
const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
let thread: ReadingThread;
let last = 0;

beforeAll(() => {
  vi.stubEnv('XDG_CACHE_HOME', cache);
  thread = new ReadingThread(
    (message: FromWorker) => {
      if (message.type === 'reply') waiting.get(message.id)?.(message.outcome);
    },
    {
      lessons: { shipped: resolve('build/lessons'), own: [] },
      samples: resolve('build/samples'),
      documents: resolve('build/docs'),
    },
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

function ask<N extends WorkerCallName>(
  name: N,
  argument: WorkerCalls[N]['argument'],
): Promise<Outcome<WorkerCalls[N]['result']>> {
  const id = ++last;
  return new Promise((settle) => {
    waiting.set(id, settle as (outcome: Outcome<unknown>) => void);
    thread.handle({ type: 'call', id, name, argument, interrupt: newInterrupt() } as never);
  });
}

async function value<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const settled = await outcome;
  if (!settled.ok) throw new Error(`${settled.message} ${settled.why ?? ''}`);
  return settled.value;
}

const gone = async (pid: number): Promise<boolean> => {
  for (let turn = 0; turn < 200 && existsSync(`/proc/${pid}`); turn++) await sleep(10);
  return !existsSync(`/proc/${pid}`);
};

test('every shipped lesson is listed with what it teaches, in the order of the course', async () => {
  const entries = await value(ask('lesson.list', undefined));
  expect(entries).toHaveLength(16);
  expect(entries[0]?.id).toBe('where-does-it-live');
  for (const { teaches, minutes, steps, recorded } of entries) {
    expect(teaches.length).toBeGreaterThan(20);
    expect(minutes).toBeGreaterThan(0);
    expect(steps).toBeGreaterThan(0);
    expect(recorded).toBe(true);
  }
});

test('a lesson runs only after its prediction, its steps can be looked at again, and its program ends with it', async (context) => {
  const missing = await lacking(['glibc', 'pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const { watch, recording } = await value(ask('lesson.open', { lesson: 'a-promise-of-memory', recorded: false }));
  expect(recording).toBeUndefined();
  const first = await value(ask('lesson.next', { watch }));
  if (first.type !== 'step') throw new Error('the program ended');
  const pid = first.processes[0]?.pid ?? 0;
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  expect(await ask('lesson.next', { watch })).toMatchObject({ ok: false, message: 'First say what you expect.' });
  await value(ask('lesson.answer', { watch, question: 'rss-after-malloc', choice: 'all' }));
  const second = await value(ask('lesson.next', { watch }));
  expect(second).toMatchObject({ step: 'allocated', labels: [{ label: 'block', bytes: 16 * 1024 * 1024 }] });
  if (second.type !== 'step') throw new Error('the program ended');
  expect(second.seen.decisions[0]?.right).toBe('none');
  const moment = await value(ask('lesson.moment', { watch, step: 'start', process: '' }));
  expect(moment.update.process?.identity.pid).toBe(pid);
  await value(ask('process.stop', { watch }));
  expect(await gone(pid)).toBe(true);
  expect(await ask('lesson.next', { watch })).toMatchObject({ ok: false });
});

test('a change of the author is compiled, and what no longer holds is not called wrong', async (context) => {
  const missing = await lacking(['glibc', 'pagemap']);
  if (missing.length > 0) skip(context, missing.join(' '));
  const opened = await value(ask('lesson.open', { lesson: 'a-promise-of-memory', recorded: false, change: 'freed' }));
  expect(opened.source).toContain('malloc(1024 * MiB)');
  const { watch } = opened;
  await value(ask('lesson.next', { watch }));
  await value(ask('lesson.answer', { watch, question: 'rss-after-malloc', choice: 'none' }));
  const second = await value(ask('lesson.next', { watch }));
  if (second.type !== 'step') throw new Error('the program ended');
  expect(second.seen.decisions[0]?.right).toBe('none');
  await value(ask('process.stop', { watch }));
  expect(await ask('lesson.open', { lesson: 'off-the-edge', recorded: false, change: 'thread-alive' })).toMatchObject({
    ok: false,
  });
});

test('every lesson can be taken to its end from its recording, and what is right is the same', async () => {
  for (const { id } of await value(ask('lesson.list', undefined))) {
    const { watch, lesson, recording } = await value(ask('lesson.open', { lesson: id, recorded: true }));
    expect(recording?.architecture).toBe('x86_64');
    for (const step of lesson.steps) {
      for (const { id: question, type } of step.predictions)
        if (type === 'choice') await value(ask('lesson.answer', { watch, question, choice: null }));
      const reached = await value(ask('lesson.next', { watch }));
      if (reached.type !== 'step') throw new Error(`${id} ends before ${step.name}`);
      for (const question of [...step.predictions, ...step.whys]) {
        const right = reached.seen.decisions.find((one) => one.question === question.id)?.right;
        if (question.type === 'choice')
          expect(right, `${id} ${question.id}`).toBe(question.choices.find(({ expected }) => expected)?.id);
        else expect(right).toMatch(/^0x/);
      }
    }
    expect(await value(ask('lesson.next', { watch }))).toMatchObject({ type: 'ended' });
    await value(ask('process.stop', { watch }));
  }
});
