/** A backend that cannot be reached, and says why to everybody who asks. */
import { unreachable, type ConnectedBackend, type ConnectionState } from './connection.ts';

/** Makes one; it never opens a connection. */
export function refusedBackend(state: ConnectionState): ConnectedBackend {
  return {
    call: () => Promise.resolve(unreachable(state)),
    on: () => () => undefined,
    connection: () => state,
    onConnection(listener) {
      listener(state);
      return () => undefined;
    },
    close: () => undefined,
  };
}
