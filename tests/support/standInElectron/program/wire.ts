/** The program's end of the pipe to the test, and how far the program has come. */
import type { FromProgram, Start, ToProgram } from '../messages.ts';

type Received<T extends ToProgram['type']> = Extract<ToProgram, { type: T }>;
const hearers = new Map<ToProgram['type'], (message: never) => void>();

/** Says something to the test; `sent` is called when it is on its way. */
export function tell(message: FromProgram, sent?: () => void): void {
  process.send?.(message, undefined, undefined, sent);
}

/** Names who hears a kind of message; there is one for each. */
export function hear<T extends ToProgram['type']>(type: T, hearer: (message: Received<T>) => void): void {
  hearers.set(type, hearer);
}

/** The next message of a kind. */
export const next = <T extends ToProgram['type']>(type: T): Promise<Received<T>> =>
  new Promise((resolve) => {
    hear(type, resolve);
  });

process.on('message', (message: ToProgram) => {
  hearers.get(message.type)?.(message as never);
});

/** What this start is; set by the runner before the program is loaded. */
export const here: { start?: Start; ready: boolean } = { ready: false };

/** Throws, as Electron does, where a function is called on the wrong side of `ready`. */
export function only(when: 'before' | 'after', what: string): void {
  if (when === 'before' && here.ready) throw new Error(`${what} can only be called before app is ready`);
  if (when === 'after' && !here.ready) throw new Error(`${what} cannot be used before the app is ready`);
}
