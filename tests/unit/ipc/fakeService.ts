/** A reading side without a kernel: it answers at once, remembers what was asked, and reports when the test says so. */
import { told } from '../../support/words.ts';
import type { Calls, OpenedSource, Outcome, ThreadCallName, WatchId } from '@contract/calls.ts';
import type { Capture } from '@contract/capture.ts';
import { asEpochMilliseconds, asMilliseconds } from '@contract/units.ts';
import { wholeUpdate } from '@contract/update.ts';
import type { LiveService, RequestOptions, WatchSink } from '@main/live/service.ts';
import { captureFacts } from '../../support/captureFacts.ts';

/** A capture of nothing; `sequence` tells one from the next, and so does the table of objects. */
export function emptyCapture(sequence = 1): Capture {
  const none = { length: 0, start: new Float64Array(), end: new Float64Array() };
  return {
    ...captureFacts(sequence, { cmdline: ['sample', '-x'] }),
    takenAt: asEpochMilliseconds(1_700_000_000_000 + sequence),
    mappings: {
      ...none,
      perms: new Uint8Array(),
      offset: new Float64Array(),
      major: new Uint32Array(),
      minor: new Uint32Array(),
      inodeLow: new Uint32Array(),
      inodeHigh: new Uint32Array(),
      name: new Uint32Array(),
      names: [''],
      rawNames: [],
    },
    regions: {
      ...none,
      mapping: new Uint32Array(),
      kind: new Uint8Array(),
      certainty: new Uint8Array(),
      label: new Uint32Array(),
      labels: [],
      object: new Int32Array(),
      rule: new Uint8Array(),
      facts: new Uint32Array(),
      factSets: [],
      details: [],
    },
    objects: [{ kind: 'heap', label: told(`heap ${sequence}`), key: 'heap' }],
  };
}

export const cost = { maps: asMilliseconds(1), share: 0.01, smapsInterval: asMilliseconds(1000) };

/** The fake, with what tests need beside the interface. */
export interface FakeService extends LiveService {
  readonly watches: Map<WatchId, WatchSink>;
  /** What was asked, in order: `stop 1`, `pace 1 null`. */
  readonly asked: string[];
  readonly signals: AbortSignal[];
  /** Reports a whole capture to a watch. */
  report(watch: WatchId, sequence?: number): void;
}

const opened = (watch: WatchId, name: string): Outcome<OpenedSource> => ({
  ok: true,
  value: { watch, name, format: 'capture', notes: [], update: wholeUpdate(emptyCapture()) },
});

const done: Outcome<null> = { ok: true, value: null };

/** What answers each call. */
export type FakeAnswers = {
  readonly [N in ThreadCallName]?: (
    argument: Calls[N]['argument'],
    options: RequestOptions,
  ) => Outcome<Calls[N]['result']> | Promise<Outcome<Calls[N]['result']>>;
};

/** Makes one; single answers may be replaced. A look that has none finds nothing. */
export function fakeService(replaced: FakeAnswers = {}): FakeService {
  const watches = new Map<WatchId, WatchSink>();
  const asked: string[] = [];
  const signals: AbortSignal[] = [];
  let last = 0;
  const open = (sink: WatchSink | undefined): WatchId => {
    if (sink) watches.set(++last, sink);
    return last;
  };
  const answers: FakeAnswers = {
    'processes.list': () => ({ ok: true, value: [] }),
    'process.watch': ({ pid, interval }, { sink }) => {
      asked.push(`watch ${pid} ${interval}`);
      return { ok: true, value: { watch: open(sink) } };
    },
    'process.pace': ({ watch, interval }) => {
      asked.push(`pace ${watch} ${interval}`);
      return done;
    },
    'process.refresh': ({ watch }) => {
      asked.push(`refresh ${watch}`);
      return done;
    },
    'process.part': ({ watch, part, wanted }) => {
      asked.push(`part ${watch} ${part} ${wanted}`);
      return done;
    },
    'process.stop': ({ watch }) => {
      asked.push(`stop ${watch}`);
      watches.delete(watch);
      return done;
    },
    'capture.last': ({ watch }) => {
      asked.push(`last ${watch}`);
      return { ok: true, value: wholeUpdate(emptyCapture()) };
    },
    'pmap.text': ({ watch, format }) => {
      asked.push(`pmap ${watch} ${format}`);
      return { ok: true, value: { lines: ['4711:   sample -x'], starts: Float64Array.of(NaN), program: 'procatlas' } };
    },
    'capture.import': ({ name, content }, { sink }) => {
      asked.push(`import ${name} ${content.length}`);
      return opened(open(sink), name);
    },
    'capture.save': ({ watch, redact, compress }) => {
      asked.push(`save ${watch} ${redact} ${compress}`);
      return { ok: true, value: { name: 'procatlas-sample-4711.json', bytes: Uint8Array.of(123) } };
    },
    ...replaced,
  };
  return {
    watches,
    asked,
    signals,
    report(watch, sequence = 1) {
      watches.get(watch)?.update({ watch, update: wholeUpdate(emptyCapture(sequence)), cost });
    },
    call: async (name, argument, options = {}) => {
      if (options.signal) signals.push(options.signal as AbortSignal);
      const answer: FakeAnswers[typeof name] = answers[name];
      if (answer) return answer(argument, options);
      asked.push(`look ${argument && 'watch' in argument ? argument.watch : ''} ${name}`);
      return { ok: false, code: 'invalid', message: 'Nothing is inside.' };
    },
    capture: () => Promise.resolve({ ok: true, value: emptyCapture() }),
    openFile: (path, sink) => {
      asked.push(`open ${path}`);
      return Promise.resolve(opened(open(sink), path));
    },
    close: () => Promise.resolve(),
  };
}
