/** The one answer to the one request channel: who asks is checked here, what is asked is checked by the session. */
import type { Outcome } from '../contract/calls.ts';
import { isTrustedFrame, type Frame } from './origin.ts';
import type { PageSession } from './pageSession.ts';

/** The part of Electron's invoke event that is used. */
export interface CallEvent<Sender> {
  readonly senderFrame: Frame | null;
  readonly sender: Sender;
}

/**
 * Makes the handler of the request channel. It throws for a sender that is not our page, which Electron turns
 * into a rejection; to our page it always gives an outcome.
 */
export function answerCalls<Sender>(origin: string, pageOf: (sender: Sender) => PageSession | undefined) {
  return (event: CallEvent<Sender>, name: unknown, raw: unknown, id: unknown): Promise<Outcome<unknown>> => {
    const page = isTrustedFrame(event.senderFrame, origin) ? pageOf(event.sender) : undefined;
    if (!page) throw new Error('Refused: the sender is not the page of this program.');
    return page.dispatch(name, raw, id);
  };
}
