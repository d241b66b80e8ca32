/**
 * The one door: every request of every carrier passes here, whoever sent it (a page, a script that found the WebSocket,
 * a page of an older version), and nothing comes out of it but an outcome.
 */
import type { CallName, Calls, Failure, Outcome } from '../contract/calls.ts';
import { calls } from '../contract/calls/table.ts';

export type Answer<N extends CallName> = Outcome<Calls[N]['result']>;

/** Answers a call by name. The argument has been validated. */
export type Answering = <N extends CallName>(name: N, argument: Calls[N]['argument']) => Answer<N> | Promise<Answer<N>>;

/**
 * Answers one request of unknown origin. Never throws and never rejects: an unknown name and an argument that does
 * not fit are `invalid` and say which field does not fit and why, an exception while answering is `failed`.
 */
export async function dispatch(answering: Answering, name: unknown, raw: unknown): Promise<Outcome<unknown>> {
  if (!isCallName(name)) return { ok: false, code: 'invalid', message: 'The contract has no such request.' };
  const parsed = calls[name].argument.safeParse(raw);
  if (!parsed.success) return misfit(name, parsed.error.issues);
  try {
    return await answering(name, parsed.data);
  } catch (error) {
    return {
      ok: false,
      code: 'failed',
      message: `Procatlas could not answer “${name}” because of a fault of its own.`,
      why: error instanceof Error ? error.message : String(error),
    };
  }
}

function misfit(
  name: CallName,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Failure {
  const why = issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  return {
    ok: false,
    code: 'invalid',
    message: `The request “${name}” does not fit the contract.`,
    why: why.join('; '),
  };
}

/** Asks for an own key only: `__proto__` and `constructor` are not calls. */
const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name);
