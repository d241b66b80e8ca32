/** `ipcMain` and `MessageChannelMain`, over the text pipe into the page's isolated world. */
import { EventEmitter } from 'node:events';
import { decode, encode } from '../codec.ts';
import type { FromWorld, ToWorld } from '../page/worlds.ts';
import { tell } from './wire.ts';

type Handler = (event: unknown, ...values: unknown[]) => unknown;
const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
};

/** Sends a message into the page. Each value is cloned first, and throws here where Electron's serializer throws. */
export function toWorld(message: ToWorld): void {
  tell({ type: 'to page', text: encode(structuredClone(message)) });
}

/** Answers a call of the page's preload script. `event` tells who asks. */
export async function invoke(call: Extract<FromWorld, { type: 'invoke' }>, event: unknown): Promise<void> {
  try {
    const handler = handlers.get(call.channel);
    if (!handler) throw new Error(`No handler registered for '${call.channel}'`);
    toWorld({ type: 'reply', id: call.id, ok: true, value: await handler(event, ...call.values) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    toWorld({ type: 'reply', id: call.id, ok: false, value: why });
  }
}

const ports = new Map<number, NearPort>();
let last = 0;

/** Our end of a channel; what is sent before the other end has been delivered waits. */
class NearPort extends EventEmitter {
  readonly id = ++last;
  #waiting: ToWorld[] | undefined = [];
  #closed = false;

  start(): void {
    ports.set(this.id, this);
  }
  postMessage(message: unknown): void {
    this.#send({ type: 'port', port: this.id, value: structuredClone(message) });
  }
  close(): void {
    this.#send({ type: 'port closed', port: this.id });
    this.#closed = true;
    ports.delete(this.id);
  }
  delivered(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const message of waiting) toWorld(message);
  }
  #send(message: ToWorld): void {
    if (this.#closed) return;
    if (this.#waiting) this.#waiting.push(message);
    else toWorld(message);
  }
}

/** A channel whose `port2` can be given to the page. */
export class MessageChannelMain {
  readonly port1 = new NearPort();
  readonly port2 = { near: this.port1 };
}

/** Delivers a message with ports to the page, as `webContents.postMessage` does. */
export function deliver(channel: string, message: unknown, given: readonly { readonly near: NearPort }[]): void {
  toWorld({ type: 'post', channel, message, ports: given.map(({ near }) => near.id) });
  for (const { near } of given) near.delivered();
}

/** What the page's end of a port sent. */
export function portMessage({ port, value }: Extract<FromWorld, { type: 'port' }>): void {
  ports.get(port)?.emit('message', { data: value, ports: [] });
}

/** The text of the isolated world as a message. */
export const fromWorld = (text: string): FromWorld => decode(text) as FromWorld;
