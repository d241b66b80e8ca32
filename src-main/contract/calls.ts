/**
 * What the page may ask of the main side and what it is told without asking. Both carriers (Electron IPC,
 * WebSocket) carry exactly this; a third one, in memory, serves the tests. The calls themselves are defined in
 * calls/; the page imports only their types, so that it carries no schema.
 */
import type { CommandId } from './commands.ts';
import type { CallName, Calls } from './calls/table.ts';
import type { CallProgress, Outcome, WatchCondition, WatchCost, WatchId, WatchProgress } from './messages.ts';
import type { RecordingGrew } from './recording.ts';
import type { CaptureUpdate } from './update.ts';
import type { Pid } from './units.ts';

export * from './messages.ts';
export type * from './calls/table.ts';

/** Event name → its value. Events go from the main side to the page. */
export interface Events {
  /** A new picture, or only a sign of life when no part changed. */
  'watch.update': { watch: WatchId; update: CaptureUpdate; cost: WatchCost };
  'watch.progress': WatchProgress;
  'watch.condition': { watch: WatchId; condition: WatchCondition; message: string; why?: string; remedy?: string };
  /** Told after each moment and each change, so that nobody needs to ask again and again. */
  'recording.grew': { watch: WatchId } & RecordingGrew;
  /** How far a long call is; {@link Backend.call} hands it to whoever asked. */
  'call.progress': CallProgress;
  /** The menu or a second instance asks the page to do something. */
  'app.command': AppCommand;
}

/** Something asked of the page from outside it. */
export type AppCommand =
  | { readonly command: 'open'; readonly pid: Pid }
  /** Ask for `source.initial` again, it has changed. */
  | { readonly command: 'open-initial' }
  | { readonly command: CommandId };

export type EventName = keyof Events;

/** Every event by name. */
export const eventNames = [
  'watch.update',
  'watch.progress',
  'watch.condition',
  'recording.grew',
  'call.progress',
  'app.command',
] as const satisfies readonly EventName[];

/** The part of an AbortSignal that calls use; the contract knows neither the page's nor Node's types. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What may accompany a call. */
export interface CallOptions {
  /** Aborting cancels the call: it answers `cancelled`. */
  readonly signal?: CancelSignal | undefined;
  /** Told now and then how far a long call is, 0 to 1. */
  readonly progress?: ((share: number) => void) | undefined;
}

/** What a view holds to talk to the main side, whichever carrier is behind it. */
export interface Backend {
  /** Never rejects: a lost connection is a `failed` outcome. */
  call<N extends CallName>(
    name: N,
    argument: Calls[N]['argument'],
    options?: CallOptions,
  ): Promise<Outcome<Calls[N]['result']>>;
  /** Registers a listener; the returned function removes it. */
  on<N extends EventName>(name: N, listener: (value: Events[N]) => void): () => void;
}

/** One client's side of the dispatcher: where its events go. */
export type EventSink = <N extends EventName>(name: N, value: Events[N]) => void;
