/**
 * One client's side of the main process: a page in a window, or a page behind a WebSocket. It owns the watches it
 * started, so that a closed page stops them and no page can touch those of another.
 */
import {
  cancelled,
  type CallName,
  type Calls,
  type DoorCallName,
  type EventSink,
  type Failure,
  type OpenedSource,
  type Outcome,
  type RequestId,
  type ThreadCallName,
  type Versions,
  type WatchId,
} from '../contract/calls.ts';
import { calls } from '../contract/calls/table.ts';
import type { LiveService, WatchSink } from '../live/service.ts';
import { dispatch, type Answer, type Answering } from './dispatch.ts';

/** What a carrier holds for each of its clients. */
export interface Session {
  /**
   * Answers one request as it came in; never rejects. `id` is the client's number of the request: with it the request
   * is cancelled, and it tells how far it is.
   */
  readonly dispatch: (name: unknown, raw: unknown, id: unknown) => Promise<Outcome<unknown>>;
  /** Stops every watch of this client and cancels its requests. Nothing is sent to the sink afterwards. */
  readonly close: () => void;
}

type Handlers = { readonly [N in CallName]: (argument: Calls[N]['argument']) => Answer<N> | Promise<Answer<N>> };

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
  const running = new Map<RequestId, AbortController>();
  let isClosed = false;

  const send: EventSink = (name, value) => {
    if (!isClosed) sink(name, value);
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
    grew: (value) => {
      send('recording.grew', value);
    },
  };

  /** The watch that a request opened belongs to this client, unless the client has gone meanwhile. */
  const keep = <Opened extends { readonly watch: WatchId }>(outcome: Outcome<Opened>): Outcome<Opened> => {
    if (!outcome.ok) return outcome;
    if (isClosed) {
      void service.call('process.stop', { watch: outcome.value.watch });
      return cancelled;
    }
    owned.add(outcome.value.watch);
    return outcome;
  };

  /** One at a time: each may hold the whole content several times over while it is read. */
  let opening = false;
  const openOne = async (open: () => Promise<Outcome<OpenedSource>>): Promise<Outcome<OpenedSource>> => {
    if (opening) return busy;
    opening = true;
    return open().finally(() => {
      opening = false;
    });
  };

  /** Has the reading thread answer; anything about a watch only when it belongs to this client. */
  const ask = async <N extends ThreadCallName>(
    name: N,
    argument: Calls[N]['argument'],
    id: RequestId,
  ): Promise<Answer<N>> => {
    if (argument && 'watch' in argument && !owned.has(argument.watch)) return unknownWatch;
    if (name === 'process.stop') owned.delete((argument as Calls['process.stop']['argument']).watch);
    const cancel = new AbortController();
    running.set(id, cancel);
    const progress = (share: number): void => {
      send('call.progress', { call: id, share });
    };
    const outcome = await service
      .call(name, argument, { signal: cancel.signal, sink: watchSink, ...(isJob(name) ? { progress } : {}) })
      .finally(() => running.delete(id));
    // The table says of each call whether its result names a watch.
    return opensWatch(name) ? (keep(outcome as Outcome<{ watch: WatchId }>) as Answer<N>) : outcome;
  };

  const own: Pick<Handlers, DoorCallName> = {
    'app.versions': () => ({ ok: true, value: versions }),
    'call.cancel': ({ call }) => {
      running.get(call)?.abort();
      return { ok: true, value: null };
    },
    'source.initial': async (asked) => {
      const file = initialFile();
      return file === undefined
        ? { ok: true, value: null }
        : keep(await openOne(() => service.openFile(file, watchSink, asked?.table)));
    },
  };

  const answerAs =
    (id: RequestId): Answering =>
    (name, argument) => {
      const handler: Partial<Handlers>[typeof name] = (own as Partial<Handlers>)[name];
      if (handler) return handler(argument);
      if (running.has(id)) return numberTaken;
      // Whatever is not answered here is a call of the reading thread.
      const asked = () => ask(name as ThreadCallName, argument as never, id) as Promise<Answer<typeof name>>;
      return name === 'capture.import' ? (openOne(asked as never) as ReturnType<typeof asked>) : asked();
    };

  return {
    dispatch: async (name, raw, id) => {
      if (isClosed) return cancelled;
      return isNumber(id) ? dispatch(answerAs(id), name, raw) : withoutNumber;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const cancel of running.values()) cancel.abort();
      for (const watch of owned) void service.call('process.stop', { watch });
      owned.clear();
    },
  };
}

const isJob = (name: CallName): boolean => 'job' in calls[name];
const opensWatch = (name: CallName): boolean => 'opens' in calls[name];
const isNumber = (id: unknown): id is RequestId => Number.isSafeInteger(id) && Number(id) >= 0;

const unknownWatch: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This page has no such watch.',
  why: 'It was stopped, or another page started it.',
};

const numberTaken: Failure = {
  ok: false,
  code: 'invalid',
  message: 'This page already has a request with that number under way.',
};

const withoutNumber: Failure = { ok: false, code: 'invalid', message: 'The request has no number.' };

const busy: Failure = {
  ok: false,
  code: 'invalid',
  message: 'Another file is being opened.',
  why: 'Files are opened one after the other.',
  remedy: 'Try again when it is there.',
};
