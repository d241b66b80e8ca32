/**
 * One page's connection: a session that answers its calls, and a message port that carries its events. Each load
 * of the page gets its own; what an earlier load watched ends with it.
 */
import type { AppCommand, EventSink, Outcome } from '../contract/calls.ts';
import type { Session } from '../ipc/session.ts';

/** Our end of the port. Messages wait in it until the page listens. */
interface EventPort {
  postMessage(message: unknown): void;
  close(): void;
}

/** What a page session needs from Electron; `Far` is the page's end of the port. */
export interface PageSessionHost<Far> {
  openSession(sink: EventSink): Session;
  openChannel(): { readonly near: EventPort; readonly far: Far };
  /** Sends the page its end. */
  deliver(far: Far): void;
}

/** One page's connection, over all its loads. */
export interface PageSession {
  /** Answers one call of the page. */
  dispatch(name: unknown, raw: unknown, id: unknown): Promise<Outcome<unknown>>;
  /** Asks the page to do something; kept for the next load when none is connected. */
  command(value: AppCommand): void;
  /** The page's document is there and listens: gives it its port. */
  pageReady(): void;
  /** The page's document may be about to go: a load has begun, which may still be refused. */
  loadBegun(): void;
  /** No load is under way any more: whatever document is there stays. */
  loadEnded(): void;
  /** The page's document is gone (reload, crash, window closed): ends everything it had asked for. */
  pageGone(): void;
}

interface Connection<Far> {
  readonly session: Session;
  readonly near: EventPort;
  readonly sink: EventSink;
  far: Far | undefined;
}

/** Makes the connection of one page. */
export function createPageSession<Far>(host: PageSessionHost<Far>): PageSession {
  let connection: Connection<Far> | undefined;
  let waiting: AppCommand[] = [];
  // Commands given to a document that a load may be taking away; if it does, the next one gets them as well.
  let loading = false;
  let atRisk: AppCommand[] = [];

  // A module script calls before its document counts as ready, so the first call may open the connection too.
  const connected = (): Connection<Far> => {
    if (connection) return connection;
    const { near, far } = host.openChannel();
    const sink: EventSink = (event, value) => {
      near.postMessage({ event, value });
    };
    connection = { session: host.openSession(sink), near, sink, far };
    for (const command of waiting) sink('app.command', command);
    waiting = [];
    return connection;
  };

  return {
    dispatch: (name, raw, id) => connected().session.dispatch(name, raw, id),
    command(value) {
      if (!connection) {
        waiting.push(value);
        return;
      }
      connection.sink('app.command', value);
      if (loading) atRisk.push(value);
    },
    loadBegun() {
      loading = true;
    },
    loadEnded() {
      loading = false;
      atRisk = [];
    },
    pageReady() {
      const current = connected();
      if (current.far === undefined) return;
      host.deliver(current.far);
      current.far = undefined;
    },
    pageGone() {
      connection?.session.close();
      connection?.near.close();
      connection = undefined;
      waiting.push(...atRisk);
      atRisk = [];
    },
  };
}
