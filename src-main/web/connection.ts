/** One page's WebSocket: frames in, frames out, and the session behind it. */
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { EventSink, Versions } from '../contract/calls.ts';
import { decodeFrame, encodeFrame, type ReplyFrame } from '../contract/frames.ts';
import { createSession } from '../ipc/session.ts';
import type { LiveService } from '../live/service.ts';
import { createUpdateFlow } from './updateFlow.ts';

/** The envelope; name and argument are checked at the one door. */
const requestFrame = z.strictObject({ id: z.int().nonnegative(), call: z.string(), argument: z.unknown().optional() });

/** WebSocket close codes (RFC 6455 section 7.4.1). */
const unsupportedData = 1003;
const policyViolation = 1008;

/**
 * Bytes that may wait for a page when another reply is due. Updates hold themselves back long before; a page that asks
 * and asks and reads nothing is cut off (400 unread captures had taken 648 MB) and connects again if it lives.
 */
const unreadLimit = 268_435_456;

/** Serves one page until its socket closes; its watches end with it. `file` is what the page opens first. */
export function serveConnection(
  socket: WebSocket,
  service: LiveService,
  versions: Versions,
  file: string | undefined,
): void {
  const send = (frame: ReplyFrame): void => {
    if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame), flow.drained);
  };
  const flow = createUpdateFlow({
    queued: () => socket.bufferedAmount,
    send: (value) => {
      send({ event: 'watch.update', value });
    },
  });
  const sink: EventSink = (event, value) => {
    if (event === 'watch.update') flow.offer(value as Parameters<typeof flow.offer>[0]);
    else send({ event, value });
  };
  const session = createSession(service, versions, sink, () => file);

  const receive = async (bytes: Uint8Array): Promise<void> => {
    const request = readRequest(bytes);
    if (!request) {
      socket.close(policyViolation, 'not a frame of the contract');
      return;
    }
    const { id, call, argument } = request;
    const outcome = await session.dispatch(call, argument, id);
    if (call === 'process.stop' && outcome.ok) flow.forget((argument as { watch: number }).watch);
    if (socket.bufferedAmount > unreadLimit) socket.terminate();
    else send({ id, outcome });
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary && Buffer.isBuffer(data)) void receive(data);
    else socket.close(unsupportedData, 'frames are binary');
  });
  // A broken frame or connection is followed by `close`, which does the tidying up.
  socket.on('error', () => {
    socket.terminate();
  });
  socket.on('close', session.close);
}

function readRequest(bytes: Uint8Array): z.infer<typeof requestFrame> | undefined {
  try {
    return requestFrame.safeParse(decodeFrame(bytes)).data;
  } catch {
    return undefined;
  }
}
