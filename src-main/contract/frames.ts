/** The WebSocket's frames: contract messages as msgpack, typed arrays as such. */
import { Packr } from 'msgpackr';
import type { CallName, EventName, Outcome } from './calls.ts';

/** From page to main side. */
export interface RequestFrame {
  readonly id: number;
  readonly call: CallName;
  readonly argument?: unknown;
}

/** From main side to page. */
export type ReplyFrame =
  { readonly id: number; readonly outcome: Outcome<unknown> } | { readonly event: EventName; readonly value: unknown };

// Records would need generated code, which the page's content security policy forbids.
const packr: { pack(value: unknown): Uint8Array; unpack(bytes: Uint8Array): unknown } = new Packr({
  moreTypes: true,
  useRecords: false,
});

/** Bytes of one frame. */
export const encodeFrame = (frame: RequestFrame | ReplyFrame): Uint8Array => packr.pack(frame);

/** Content of one frame, of unknown shape: the receiver validates it. Throws on bytes that are not msgpack. */
export const decodeFrame = (bytes: Uint8Array): unknown => packr.unpack(bytes);

/** WebSocket close code: the token is void, because the address that led to it was asked for a second time. */
export const stolenCode = 4403;
