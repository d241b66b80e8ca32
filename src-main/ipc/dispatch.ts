/** The one door: every request of every carrier passes here, and nothing comes out of it but an outcome. */
import { callNames, type CallName, type Calls, type Outcome } from '../contract/calls.ts';
import { validateArgument } from './validate.ts';

type Answer<N extends CallName> = Outcome<Calls[N]['result']>;

/** What answers each call. The argument has been validated. */
export type Handlers = {
  readonly [N in CallName]: (argument: Calls[N]['argument']) => Answer<N> | Promise<Answer<N>>;
};

/**
 * Answers one request of unknown origin. Never throws and never rejects: an unknown name and an argument that does
 * not fit are `invalid`, an exception in a handler is `failed`.
 */
export async function dispatch(handlers: Handlers, name: unknown, raw: unknown): Promise<Outcome<unknown>> {
  if (!isCallName(name)) return { ok: false, code: 'invalid', message: 'The contract has no such request.' };
  return answer(handlers, name, raw);
}

async function answer<N extends CallName>(handlers: Handlers, name: N, raw: unknown): Promise<Answer<N>> {
  const argument = validateArgument(name, raw);
  if (!argument.ok) return argument;
  const handler: Handlers[N] = handlers[name];
  try {
    return await handler(argument.value);
  } catch (error) {
    return {
      ok: false,
      code: 'failed',
      message: `Procatlas could not answer “${name}” because of a fault of its own.`,
      why: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Compares with the list, never looks a name up in an object: `__proto__` and `constructor` are not calls. */
const isCallName = (name: unknown): name is CallName => callNames.some((known) => known === name);
