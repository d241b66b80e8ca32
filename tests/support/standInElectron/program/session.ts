/** `session` and `protocol`: what Chromium asks before it does something. */
import { EventEmitter } from 'node:events';
import type { Answer, Question } from '../messages.ts';
import { hear, only, tell } from './wire.ts';

type Handler = (request: Request) => Promise<Response>;
type Filter = (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void;

const privileged = new Set<string>();
const handlers = new Map<string, Handler>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]) {
    only('before', 'protocol.registerSchemesAsPrivileged()');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme: string, handler: Handler) {
    only('after', 'protocol.handle()');
    if (!privileged.has(scheme)) throw new Error(`${scheme} is no standard scheme: its pages would have no origin`);
    if (handlers.has(scheme)) throw new Error(`${scheme} is handled already`);
    handlers.set(scheme, handler);
  },
};

/** What a window's contents decide about it. */
export interface Guarded extends EventEmitter {
  /** Whether the navigation that comes was asked for by the program itself, which is not asked again. */
  takeOwnNavigation(): boolean;
  allowsWindow(url: string): boolean;
}

class Session extends EventEmitter {
  readonly protocol = protocol;
  contents: Guarded | undefined;
  #filter: Filter | undefined;
  #permits: ((contents: unknown, permission: string, origin: string) => boolean) | undefined;
  readonly webRequest = {
    onBeforeRequest: (filter: Filter): void => {
      this.#filter = filter;
    },
  };

  setPermissionRequestHandler(): void {
    only('after', 'session');
  }
  setPermissionCheckHandler(permits: (contents: unknown, permission: string, origin: string) => boolean): void {
    this.#permits = permits;
  }
  setDevicePermissionHandler(): void {
    only('after', 'session');
  }
  setSpellCheckerEnabled(): void {
    only('after', 'session');
  }

  async decide(question: Question): Promise<Answer> {
    switch (question.about) {
      case 'request':
        return this.#answer(question);
      case 'download': {
        const event = refusable({});
        const item = { getURL: () => question.url, getFilename: () => question.name };
        this.emit('will-download', event, item, this.contents);
        return { allowed: !event.defaultPrevented };
      }
      case 'popup':
        return { allowed: this.contents?.allowsWindow(question.url) ?? false };
      case 'permission':
        return { allowed: this.#permits?.(null, question.permission, '') ?? true };
    }
  }

  async #answer({ url, method, navigation }: Extract<Question, { about: 'request' }>): Promise<Answer> {
    if (navigation !== undefined && !(navigation === 'top' && this.contents?.takeOwnNavigation())) {
      const event = refusable({ url });
      if (navigation === 'top') this.contents?.emit('will-navigate', event);
      this.contents?.emit('will-frame-navigate', event);
      if (event.defaultPrevented) return { allowed: false };
    }
    if (await this.#cancelled(url)) return { allowed: false };
    const handler = handlers.get(new URL(url).protocol.slice(0, -1));
    if (!handler) return { allowed: false };
    const response = await handler(new Request(url, { method }));
    return {
      allowed: true,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  async #cancelled(url: string): Promise<boolean> {
    const filter = this.#filter;
    if (!filter) return false;
    return new Promise((resolve) => {
      filter({ url }, ({ cancel }) => {
        resolve(cancel);
      });
    });
  }
}

/** An event that listeners may refuse. */
function refusable<More extends object>(more: More) {
  const event = {
    ...more,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}

const theSession = new Session();
export const session = {
  get defaultSession(): Session {
    only('after', 'session.defaultSession');
    return theSession;
  },
};

hear('question', ({ id, question }) => {
  theSession.decide(question).then(
    (answer) => {
      tell({ type: 'answer', id, answer });
    },
    (error: unknown) => {
      console.error('The handler of the scheme threw:', error);
      tell({ type: 'answer', id, answer: { allowed: false } });
    },
  );
});
