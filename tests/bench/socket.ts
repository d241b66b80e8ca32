/** A page without a page: the browser face's WebSocket, spoken as the real one speaks it, counting bytes. */
import type { CallName, Calls, EventName, Events, Outcome } from '@contract/calls.ts';
import { decodeFrame, encodeFrame, type ReplyFrame } from '@contract/frames.ts';
import { WebSocket } from 'ws';

/** An event as it arrived. */
export interface Arrival {
  readonly event: EventName;
  readonly value: Events[EventName];
  /** Bytes of its frame. */
  readonly bytes: number;
}

/** A connection that counts. */
export class CountingSocket {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  private readonly listeners = new Set<(arrival: Arrival) => void>();
  private next = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.receive(data);
    });
  }

  /** Connects to the URL that `procatlas serve` printed. */
  static async connect(url: string): Promise<CountingSocket> {
    const { origin, host, hash } = new URL(url);
    const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
    const socket = new WebSocket(`ws://${host}/`, `procatlas.${token}`, { origin });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new CountingSocket(socket);
  }

  /** Asks and waits; throws the sentence of a failure. */
  async call<N extends CallName>(name: N, argument?: Calls[N]['argument']): Promise<Calls[N]['result']> {
    const id = this.next++;
    const outcome = await new Promise<Outcome<unknown>>((resolve) => {
      this.waiting.set(id, resolve);
      this.socket.send(encodeFrame({ id, call: name, ...(argument === undefined ? {} : { argument }) }));
    });
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.value as Calls[N]['result'];
  }

  /** The next arrival that pleases. */
  arrival(pleases: (arrival: Arrival) => boolean): Promise<Arrival> {
    return new Promise((resolve) => {
      const listener = (arrival: Arrival): void => {
        if (!pleases(arrival)) return;
        this.listeners.delete(listener);
        resolve(arrival);
      };
      this.listeners.add(listener);
    });
  }

  close(): void {
    this.socket.terminate();
  }

  private receive(data: Buffer): void {
    const frame = decodeFrame(data) as ReplyFrame;
    if ('id' in frame) {
      this.waiting.get(frame.id)?.(frame.outcome);
      this.waiting.delete(frame.id);
      return;
    }
    const arrival: Arrival = { event: frame.event, value: frame.value as Events[EventName], bytes: data.length };
    for (const listener of [...this.listeners]) listener(arrival);
  }
}

/** Whether an arrival is an update of a complete picture. */
export const isComplete = ({ event, value }: Arrival): boolean =>
  event === 'watch.update' && (value as Events['watch.update']).update.head.stage === 'complete';

/** Whether an arrival is an update of any picture. */
export const isUpdate = ({ event }: Arrival): boolean => event === 'watch.update';
