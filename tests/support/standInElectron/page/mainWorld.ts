/** The page's own world, before any script of its own: takes what the preload script exposes, and gives nothing else away. */
import { bridgeEvents, type BridgeAnswer, type BridgeCall, type Exposed } from './worlds.ts';

const waiting = new Map<number, { resolve(value: unknown): void; reject(why: Error): void }>();
let last = 0;

document.addEventListener(bridgeEvents.expose, (event) => {
  const { name, functions } = (event as CustomEvent<Exposed>).detail;
  const bridge = Object.fromEntries(
    functions.map((asked) => [
      asked,
      (...values: unknown[]): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const id = ++last;
          waiting.set(id, { resolve, reject });
          const detail: BridgeCall = { id, name, asked, values };
          document.dispatchEvent(new CustomEvent(bridgeEvents.call, { detail }));
        }),
    ]),
  );
  Object.defineProperty(window, name, { value: Object.freeze(bridge), enumerable: true });
});

document.addEventListener(bridgeEvents.answer, (event) => {
  const { id, ok, value } = (event as CustomEvent<BridgeAnswer>).detail;
  const asked = waiting.get(id);
  waiting.delete(id);
  if (ok) asked?.resolve(value);
  else asked?.reject(new Error(String(value)));
});
