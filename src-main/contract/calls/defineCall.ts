/**
 * One definition for each call: what a request must look like, what answers it, what comes back. Names, types,
 * validation, dispatch, ownership, cancelling and progress follow from it.
 */
import type { z } from 'zod';

/**
 * What answers a call. `door`: the session of the page that asked. `thread`: the reading thread. `look`: the reading
 * thread too, by looking inside the living process of a watch, whose identity it has checked.
 */
export type AnsweredBy = 'door' | 'thread' | 'look';

/** What a call answers; only the compiler ever sees it. */
export interface Answers<Result> {
  readonly result?: Result;
}

/** Says what a call answers: `answers<PageStates>()`. */
export const answers = <Result>(): Answers<Result> => ({});

/** One call of the contract. */
export interface CallDefinition<By extends AnsweredBy, Argument, Result> {
  readonly by: By;
  /** What a request must look like. An argument with a `watch` is answered only to the page that it belongs to. */
  readonly argument: z.ZodType<Argument>;
  readonly answers: Answers<Result>;
  /** It may take long: it tells how far it is. */
  readonly job?: true;
  /** Its result names a watch, which then belongs to the page that asked. */
  readonly opens?: true;
}

/** Defines one call; it is part of the contract once it stands in {@link ./table.ts}. */
export const defineCall = <const By extends AnsweredBy, Argument, Result>(
  definition: CallDefinition<By, Argument, Result>,
): CallDefinition<By, Argument, Result> => definition;
