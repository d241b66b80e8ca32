/** A backend behind which there is one capture and nothing else: no process, no program, no network. */
import { contractVersion, type CallName, type Calls, type Events, type Outcome } from '@contract/calls.ts';
import type { ConnectedBackend } from './connection.ts';
import { createListeners } from './listeners.ts';

const noProgram = {
  ok: false,
  code: 'failed',
  message: 'This page holds one capture, not the program that opens and saves files.',
  remedy: 'Start Procatlas for that.',
} as const;

/** The answer to every call that is not named below: most look into a process. */
const noProcess = {
  ok: false,
  code: 'invalid',
  message: 'This page holds one capture: there is no process behind it to look into.',
} as const;

const done = { ok: true, value: null } as const;

/** Serves a whole update as if it were the first of a watch. */
export function captureBackend(first: Events['watch.update']): ConnectedBackend {
  const listeners = createListeners();
  const answers: { readonly [N in CallName]?: () => Outcome<Calls[N]['result']> } = {
    'call.cancel': () => done,
    'app.versions': () => ({
      ok: true,
      value: { procatlas: '', contract: contractVersion, node: '', face: 'browser' },
    }),
    'processes.list': () => ({ ok: true, value: [] }),
    'process.watch': () => {
      // Before the reply: whoever asked keeps events until it knows the watch they belong to.
      listeners.emit('watch.update', first);
      return { ok: true, value: { watch: first.watch } };
    },
    'process.pace': () => done,
    'process.part': () => done,
    'process.refresh': () => done,
    'process.stop': () => done,
    'capture.last': () => ({ ok: true, value: first.update }),
    'mapping.facts': () => ({
      ok: false,
      code: 'failed',
      message: 'This page holds the capture, not the mapped files.',
      why: 'They are on the machine that the capture was taken on.',
    }),
    'capture.import': () => noProgram,
    'capture.save': () => noProgram,
    'capture.leaving': () => noProgram,
    'source.initial': () => done,
    'pmap.text': () => ({
      ok: false,
      code: 'failed',
      message: 'This page holds the capture, not the program that prints pmap’s text.',
      remedy: 'Open the capture with Procatlas.',
    }),
  };
  return {
    source: 'capture',
    call<N extends CallName>(name: N): Promise<Outcome<Calls[N]['result']>> {
      const answer: (() => Outcome<Calls[N]['result']>) | undefined = answers[name];
      return Promise.resolve(answer?.() ?? noProcess);
    },
    on: listeners.on,
    connection: () => ({ state: 'open' }),
    onConnection(listener) {
      listener({ state: 'open' });
      return () => undefined;
    },
    close: () => undefined,
  };
}
