import { expect, test } from 'vitest';
import type { EventSink } from '@contract/calls.ts';
import { asPid } from '@contract/units.ts';
import { createPageSession } from '@main/desktop/pageSession.ts';

/** A host whose sessions and ports can be looked into. */
function fakeHost() {
  const loads: { sink: EventSink; sent: unknown[]; asked: unknown[]; closed: string[] }[] = [];
  const delivered: number[] = [];
  const page = createPageSession<number>({
    openChannel: () => {
      const load = { sink: () => undefined, sent: [] as unknown[], asked: [] as unknown[], closed: [] as string[] };
      loads.push(load);
      return {
        near: { postMessage: (message) => load.sent.push(message), close: () => load.closed.push('port') },
        far: loads.length,
      };
    },
    openSession: (sink) => {
      const load = loads.at(-1)!;
      load.sink = sink;
      return {
        dispatch: (name) => {
          load.asked.push(name);
          return Promise.resolve({ ok: true, value: name });
        },
        close: () => load.closed.push('session'),
      };
    },
    deliver: (far) => delivered.push(far),
  });
  return { page, loads, delivered };
}

test('a page that is ready gets its end of the port, once', () => {
  const { page, loads, delivered } = fakeHost();
  page.pageReady();
  page.pageReady();
  expect(delivered).toEqual([1]);
  expect(loads).toHaveLength(1);
});

test('a call before the page is ready opens the same session whose port comes later', async () => {
  const { page, loads, delivered } = fakeHost();
  await expect(page.dispatch('app.versions', undefined, 0)).resolves.toEqual({ ok: true, value: 'app.versions' });
  expect(delivered).toEqual([]);
  page.pageReady();
  expect(delivered).toEqual([1]);
  expect(loads).toHaveLength(1);
});

test('events go through the port with their name', () => {
  const { page, loads } = fakeHost();
  page.pageReady();
  loads[0]!.sink('app.command', { command: 'go-to' });
  expect(loads[0]!.sent).toEqual([{ event: 'app.command', value: { command: 'go-to' } }]);
});

test('a page that is gone has its session and its port closed, and the next load begins anew', async () => {
  const { page, loads, delivered } = fakeHost();
  page.pageReady();
  page.pageGone();
  page.pageGone();
  expect(loads[0]!.closed).toEqual(['session', 'port']);
  await page.dispatch('processes.list', undefined, 0);
  page.pageReady();
  expect(delivered).toEqual([1, 2]);
  expect(loads[0]!.asked).toEqual([]);
  expect(loads[1]!.asked).toEqual(['processes.list']);
});

test('a command given before the page is connected reaches it, and only once', () => {
  const { page, loads } = fakeHost();
  page.command({ command: 'open', pid: asPid(4711) });
  page.pageReady();
  page.command({ command: 'back' });
  page.pageGone();
  page.pageReady();
  const commands = loads.map(({ sent }) =>
    sent.map((message) => (message as { value: { command: string } }).value.command),
  );
  expect(commands).toEqual([['open', 'back'], []]);
});

test('a command given while a load may take the page away reaches the page that comes', () => {
  const { page, loads } = fakeHost();
  page.pageReady();
  page.loadBegun();
  page.command({ command: 'open', pid: asPid(1) });
  page.pageGone();
  page.pageReady();
  page.loadEnded();
  page.command({ command: 'open', pid: asPid(2) });
  // A load that is refused takes nothing away: nothing is told twice.
  page.loadBegun();
  page.command({ command: 'open', pid: asPid(3) });
  page.loadEnded();
  page.pageGone();
  page.pageReady();
  const pids = loads.map(({ sent }) => sent.map((message) => (message as { value: { pid: number } }).value.pid));
  expect(pids).toEqual([[1], [1, 2, 3], []]);
});
