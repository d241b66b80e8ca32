/** A backend that knows whether the main side can be reached. */
import { contractVersion, type Backend, type Failure, type Versions } from '@contract/calls.ts';

/**
 * How the connection stands. `lost`: it is being tried again. `refused`: it will not come back by itself, and the
 * sentences say what to do.
 */
export type ConnectionState =
  | { readonly state: 'connecting' | 'open' | 'lost' }
  | { readonly state: 'refused'; readonly message: string; readonly remedy: string };

/** What the page holds. After `lost` and `open` again the main side has forgotten all watches: start them anew. */
export interface ConnectedBackend extends Backend {
  /**
   * What the page carries, with no process behind it, so that there is nothing to follow and none to choose. `lesson`:
   * moments with the states of their pages.
   */
  readonly source?: 'capture' | 'lesson';
  readonly connection: () => ConnectionState;
  /** Calls the listener now and at every change; the returned function removes it. */
  readonly onConnection: (listener: (state: ConnectionState) => void) => () => void;
  /** Gives the connection up for good. */
  readonly close: () => void;
}

/** Why page and main side do not fit together, or undefined when they do. */
export function versionMismatch({ contract, procatlas }: Versions): ConnectionState | undefined {
  if (contract === contractVersion) return undefined;
  return {
    state: 'refused',
    message: `This page speaks version ${contractVersion} of the contract, Procatlas ${procatlas} speaks ${contract}.`,
    remedy: 'Reload the page; if that does not help, build Procatlas again and restart it.',
  };
}

/** What a call gets while nobody can answer it. */
export const unreachable = (state: ConnectionState): Failure =>
  state.state === 'refused'
    ? { ok: false, code: 'failed', message: state.message, remedy: state.remedy }
    : {
        ok: false,
        code: 'failed',
        message: 'The connection to Procatlas is lost.',
        why: 'The program has ended, or this machine was asleep.',
        remedy: 'It is being tried again; if Procatlas has ended, start it once more.',
      };
