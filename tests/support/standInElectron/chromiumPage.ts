/**
 * One page of the test's Chromium as a window of the program: its requests are answered by the program, the preload
 * script runs in an isolated world, and what happens to it is told.
 */
import type { Browser, CDPSession, Frame, Page, Request, Route } from 'playwright-core';
import type { StandIn } from './bundle.ts';
import type { Answer, ContentsEvent, Question, WindowSeen } from './messages.ts';
import { intoWorld, outOfWorld, preloadWorld } from './page/worlds.ts';

/** What is done with what the page does. */
export interface PageHost {
  ask(question: Question): Promise<Answer>;
  happened(event: ContentsEvent): void;
  fromPage(text: string): void;
  complained(text: string): void;
  downloaded(file: { readonly name: string; readonly path: string }): void;
}

/** A scheme of one's own is served from a secure origin that Chromium knows, and named back at the border. */
const toChromium = (url: string): string => url.replace(/^procatlas:\/\/([^/?#]*)/, 'https://$1.procatlas.test');
const toProgram = (url: string): string =>
  url.replaceAll(/https:\/\/([^/?#]+)\.procatlas\.test(?=[/?#]|$)/g, 'procatlas://$1');

/** A page that runs the stand-in and the program's preload script before anything of its own. */
export class ChromiumPage {
  readonly page: Page;
  readonly #cdp: CDPSession;
  readonly #host: PageHost;
  #world: number | undefined;
  #url = 'about:blank';
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(page: Page, cdp: CDPSession, host: PageHost) {
    this.page = page;
    this.#cdp = cdp;
    this.#host = host;
  }

  /** Opens one of the size and colours of the program's window. */
  static async open(
    browser: Browser,
    standIn: StandIn,
    { options, preload, dark }: { options: WindowSeen; preload: string; dark: boolean },
    host: PageHost,
  ): Promise<ChromiumPage> {
    const context = await browser.newContext({
      viewport: { width: options.width, height: options.height },
      colorScheme: dark ? 'dark' : 'light',
      acceptDownloads: true,
    });
    const clipboard = await host.ask({ about: 'permission', permission: 'clipboard-sanitized-write' });
    await context.grantPermissions(clipboard.allowed ? ['clipboard-write'] : []);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const made = new ChromiumPage(page, cdp, host);
    await made.#listen();
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: topOnly(standIn.mainWorld) });
    await cdp.send('Runtime.addBinding', { name: outOfWorld, executionContextName: preloadWorld });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: topOnly(
        `${standIn.isolatedWorld};((require, process, Buffer) => {${preload}\n})(preloadScope.require, {type:'renderer', sandboxed:true})`,
      ),
      worldName: preloadWorld,
    });
    await page.route('**/*', (route, request) => made.#serve(route, request));
    return made;
  }

  /** Address as the program knows it. */
  get url(): string {
    return this.#url;
  }
  load = (url: string): Promise<boolean> => this.#went(this.page.goto(toChromium(url)));
  reload = (): Promise<boolean> => this.#went(this.page.reload());
  close = (): Promise<void> => this.page.context().close();
  crash = (): void => void this.#cdp.send('Page.crash').catch(() => undefined);

  /** Runs an editing command of Chromium's, as a role of a menu does. */
  async edit(command: string): Promise<void> {
    await this.#cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: [command] });
  }

  /** Puts a text into the isolated world; one after the other, and none into a document that is gone. */
  toPage(text: string): void {
    const world = this.#world;
    const send = (): Promise<unknown> | undefined =>
      world !== undefined && world === this.#world
        ? this.#cdp.send('Runtime.callFunctionOn', {
            functionDeclaration: `(text) => { globalThis.${intoWorld}(text); }`,
            executionContextId: world,
            arguments: [{ value: text }],
          })
        : undefined;
    this.#turn = this.#turn.then(send).catch(() => undefined);
  }

  async #went(navigation: Promise<unknown>): Promise<boolean> {
    return navigation.then(
      () => true,
      () => false,
    );
  }

  async #listen(): Promise<void> {
    const cdp = this.#cdp;
    const { page } = this;
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const top = frameTree.frame.id;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { frameId?: string };
      if (context.name === preloadWorld && frameId === top) this.#world = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === outOfWorld && executionContextId === this.#world) this.#host.fromPage(payload);
    });
    const ofTop =
      (name: ContentsEvent['name']) =>
      ({ frameId }: { frameId: string }) => {
        if (frameId === top) this.#host.happened({ name } as ContentsEvent);
      };
    cdp.on('Page.frameStartedLoading', ofTop('did-start-loading'));
    cdp.on('Page.frameStoppedLoading', ofTop('did-stop-loading'));
    cdp.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined || frame.id !== top) return;
      this.#arrived('did-navigate', frame.url + (frame.urlFragment ?? ''));
    });
    cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === top) this.#arrived('did-navigate-in-page', url);
    });
    cdp.on('Page.domContentEventFired', () => {
      this.#host.happened({ name: 'dom-ready' });
    });
    cdp.on('Page.loadEventFired', () => {
      this.#host.happened({ name: 'did-finish-load' });
    });
    page.on('crash', () => {
      this.#host.happened({ name: 'render-process-gone', reason: 'crashed' });
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#host.complained(message.text());
    });
    page.on('pageerror', (error) => {
      this.#host.complained(String(error));
    });
    page.on('popup', (popup) => {
      void this.#host.ask({ about: 'popup', url: toProgram(popup.url()) }).then(async ({ allowed }) => {
        if (!allowed) await popup.close();
      });
    });
    page.on('download', (download) => {
      const name = download.suggestedFilename();
      void this.#host.ask({ about: 'download', url: toProgram(download.url()), name }).then(async ({ allowed }) => {
        if (allowed) this.#host.downloaded({ name, path: await download.path() });
        else await download.cancel();
      });
    });
  }

  #arrived(name: 'did-navigate' | 'did-navigate-in-page', url: string): void {
    this.#url = toProgram(url);
    this.#host.happened({ name, url: this.#url });
  }

  async #serve(route: Route, request: Request): Promise<void> {
    const answer = await this.#host.ask({
      about: 'request',
      url: toProgram(request.url()),
      method: request.method(),
      ...(request.isNavigationRequest() ? { navigation: levelOf(request.frame()) } : {}),
    });
    if (!answer.allowed) return route.abort(request.isNavigationRequest() ? 'aborted' : 'blockedbyclient');
    await route.fulfill({ status: answer.status!, headers: answer.headers!, body: Buffer.from(answer.body ?? []) });
  }
}

const levelOf = (frame: Frame): 'top' | 'below' => (frame.parentFrame() === null ? 'top' : 'below');
const topOnly = (source: string): string => `if (window === window.top) {(() => {${source}\n})()}`;
