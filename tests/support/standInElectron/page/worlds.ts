/** What the two worlds of a page and the program say to each other. Texts are the codec's. */

/** From the program to the isolated world. */
export type ToWorld =
  | { readonly type: 'reply'; readonly id: number; readonly ok: boolean; readonly value: unknown }
  | { readonly type: 'post'; readonly channel: string; readonly message: unknown; readonly ports: readonly number[] }
  | { readonly type: 'port'; readonly port: number; readonly value: unknown }
  | { readonly type: 'port closed'; readonly port: number };

/** From the isolated world to the program. */
export type FromWorld =
  | { readonly type: 'invoke'; readonly id: number; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly type: 'port'; readonly port: number; readonly value: unknown }
  /** A key that the page did not take, such as `Ctrl+P`. */
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'right click'; readonly editable: boolean; readonly selection: string };

/** Name of the isolated world, as in Electron. */
export const preloadWorld = 'Electron Isolated Context';
/** The binding that takes a text out of the isolated world, and the function that takes one in. */
export const outOfWorld = 'standInToProgram';
export const intoWorld = 'standInFromProgram';

/** Events of the document by which the two worlds talk; Chromium clones their details from one into the other. */
export const bridgeEvents = { expose: 'stand-in-expose', call: 'stand-in-call', answer: 'stand-in-answer' } as const;

export interface Exposed {
  readonly name: string;
  readonly functions: readonly string[];
}
export interface BridgeCall {
  readonly id: number;
  readonly name: string;
  readonly asked: string;
  readonly values: readonly unknown[];
}
export interface BridgeAnswer {
  readonly id: number;
  readonly ok: boolean;
  readonly value: unknown;
}
