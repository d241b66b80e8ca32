/** The desktop's carrier: requests over one invoke channel, events over a message port of each page load. */
import { ipcMain, MessageChannelMain, type WebContents } from 'electron';
import type { EventSink } from '../contract/calls.ts';
import { answerCalls } from '../desktop/answerCall.ts';
import { callChannel, portChannel } from '../desktop/channels.ts';
import { createPageSession, type PageSession } from '../desktop/pageSession.ts';
import type { Session } from './session.ts';

/**
 * Serves the request channel and returns a function that connects a window's page. Registered once for all
 * windows; a page that was never connected is refused.
 */
export function serveIpc(
  origin: string,
  openSession: (sink: EventSink) => Session,
): (contents: WebContents) => PageSession {
  const pages = new WeakMap<WebContents, PageSession>();
  ipcMain.handle(
    callChannel,
    answerCalls(origin, (sender: WebContents) => pages.get(sender)),
  );
  return (contents) => {
    const page = createPageSession({
      openSession,
      openChannel: () => {
        const { port1: near, port2: far } = new MessageChannelMain();
        near.start();
        return { near, far };
      },
      deliver: (far) => {
        contents.postMessage(portChannel, null, [far]);
      },
    });
    pages.set(contents, page);

    contents.on('dom-ready', () => {
      page.pageReady();
    });
    contents.on('did-start-loading', () => {
      page.loadBegun();
    });
    contents.on('did-stop-loading', () => {
      page.loadEnded();
    });
    // Only a navigation that took place ends a page's session: one that the guards refuse has been announced with
    // `did-start-navigation` too, and must not cut off the page that stays.
    contents.on('did-navigate', () => {
      page.pageGone();
    });
    contents.on('render-process-gone', () => {
      page.pageGone();
    });
    contents.on('destroyed', () => {
      page.pageGone();
    });
    return page;
  };
}
