/**
 * One client's side of the main process: a page in a window, or a page behind a WebSocket. It owns the watches it
 * started, so that a closed page stops them and no page can touch those of another.
 */
import {
  insideCallNames,
  type EventSink,
  type Failure,
  type InsideCallName,
  type InsideCalls,
  type JobId,
  type OpenedSource,
  type Outcome,
  type Versions,
  type WatchId,
} from '../contract/calls.ts';
import { wholeUpdate } from '../contract/update.ts';
import type { LiveService, WatchSink } from '../live/service.ts';
import { dispatch, type Handlers } from './dispatch.ts';

/** What a carrier holds for each of its clients. */
export interface Session {
  /** Answers one request as it came in; never rejects. */
  readonly dispatch: (name: unknown, raw: unknown) => Promise<Outcome<unknown>>;
  /** Stops every watch of this client and cancels its captures. Nothing is sent to the sink afterwards. */
  readonly close: () => void;
}

/**
 * Makes the session of one client; its events go to `sink`. `initialFile` tells the file that the command line named,
 * with its whole path.
 */
export function createSession(
  service: LiveService,
  versions: Versions,
  sink: EventSink,
  initialFile: () => string | undefined = () => undefined,
): Session {
  const owned = new Set<WatchId>();
  const closing = new AbortController();
  const isClosed = (): boolean => closing.signal.aborted;

  const send: EventSink = (name, value) => {
    if (!isClosed()) sink(name, value);
  };
  // The first events may overtake the answer that names their watch; over Electron's two channels nothing could
  // forbid that, so pages keep them until the answer is there.
  const watchSink: WatchSink = {
    update: (value) => {
      send('watch.update', value);
    },
    progress: (value) => {
      send('watch.progress', value);
    },
    condition: (value) => {
      send('watch.condition', value);
    },
  };
  const ifOwned = (watch: WatchId, act: () => Outcome<null>): Outcome<null> =>
    owned.has(watch) ? act() : unknownWatch;

  /** One at a time: each may hold the whole content several times over while it is read. */
  let opening = false;
  const openOne = async (open: () => Promise<Outcome<OpenedSource>>): Promise<Outcome<OpenedSource>> => {
    if (opening) return busy;
    opening = true;
    const outcome = await open().finally(() => {
      opening = false;
    });
    if (!outcome.ok) return outcome;
    if (isClosed()) {
      service.stop(outcome.value.watch);
      return cancelled;
    }
    owned.add(outcome.value.watch);
    return outcome;
  };

  const jobs = new Map<JobId, AbortController>();
  /** Looks inside a process that this client watches; with a job it can be cancelled and tells how far it is. */
  const inspect = async <N extends InsideCallName>(
    name: N,
    argument: InsideCalls[N]['argument'],
  ): Promise<Outcome<InsideCalls[N]['result']>> => {
    if (!owned.has(argument.watch)) return unknownWatch;
    const job = 'job' in argument ? argument.job : undefined;
    if (job === undefined) return service.inspect(name, argument, { signal: closing.signal });
    if (jobs.has(job)) return jobTaken;
    const cancel = new AbortController();
    jobs.set(job, cancel);
    return service
      .inspect(name, argument, {
        signal: AbortSignal.any([closing.signal, cancel.signal]),
        progress: (share) => {
          send('job.progress', { job, share });
        },
      })
      .finally(() => {
        jobs.delete(job);
      });
  };
  const looking = Object.fromEntries(
    insideCallNames.map((name) => [name, (argument: InsideCalls[typeof name]['argument']) => inspect(name, argument)]),
  ) as Pick<Handlers, InsideCallName>;

  const handlers: Handlers = {
    ...looking,
    'job.cancel': ({ job }) => {
      jobs.get(job)?.abort();
      return { ok: true, value: null };
    },
    'app.versions': () => ({ ok: true, value: versions }),
    'processes.list': () => service.listProcesses(),
    'process.watch': async ({ pid, interval }) => {
      const outcome = await service.watch(pid, interval, watchSink);
      if (!outcome.ok) return outcome;
      if (isClosed()) {
        service.stop(outcome.value.watch);
        return cancelled;
      }
      owned.add(outcome.value.watch);
      return outcome;
    },
    'process.pace': ({ watch, interval }) => ifOwned(watch, () => service.pace(watch, interval)),
    'process.refresh': ({ watch }) => ifOwned(watch, () => service.refresh(watch)),
    'process.numa': ({ watch, wanted }) => ifOwned(watch, () => service.numa(watch, wanted)),
    'process.stop': ({ watch }) =>
      ifOwned(watch, () => {
        owned.delete(watch);
        return service.stop(watch);
      }),
    'process.capture': async ({ pid }) => {
      const outcome = await service.capture(pid, { numa: true, signal: closing.signal });
      return outcome.ok ? { ok: true, value: wholeUpdate(outcome.value) } : outcome;
    },
    'mapping.facts': ({ pid, start }) => service.fileFacts(pid, start),
    'pmap.text': (argument) => (owned.has(argument.watch) ? service.pmapText(argument) : unknownWatch),
    'capture.import': (argument) => openOne(() => service.importSource(argument, watchSink)),
    'capture.save': (argument) => (owned.has(argument.watch) ? service.saveCapture(argument) : unknownWatch),
    'source.initial': () => {
      const file = initialFile();
      return file === undefined ? { ok: true, value: null } : openOne(() => service.openFile(file, watchSink));
    },
  };

  return {
    dispatch: async (name, raw) => (isClosed() ? cancelled : dispatch(handlers, name, raw)),
    close() {
      if (isClosed()) return;
      closing.abort();
      for (const watch of owned) service.stop(watch);
      owned.clear();
    },
  };
}

const unknownWatch: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This page has no such watch.',
  why: 'It was stopped, or another page started it.',
};

const jobTaken: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This page already has a request with that number under way.',
};

const busy: Failure = {
  ok: false,
  code: 'invalid',
  message: 'Another file is being opened.',
  why: 'Files are opened one after the other.',
  remedy: 'Try again when it is there.',
};

const cancelled: Failure = { ok: false, code: 'cancelled', message: 'The page that asked has been closed.' };
