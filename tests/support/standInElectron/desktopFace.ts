/** The built desktop face as a test drives it: the program in a Node of its own, its window in the test's Chromium. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { temporaryFolder } from '../programs.ts';
import type { StandIn } from './bundle.ts';
import { ChromiumPage, type PageHost } from './chromiumPage.ts';
import type { Answer, FromProgram, Question, SeenEntry, ToProgram, WindowSeen } from './messages.ts';

/** How it is started. */
export interface FaceOptions {
  /** A person's words. */
  readonly words?: readonly string[];
  /** Folder with package.json and dist; usually the repository. */
  readonly root?: string;
  readonly packaged?: boolean;
  readonly dark?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** One running program, with its window once it has one. */
export class DesktopFace {
  readonly complaints: string[] = [];
  /** What message boxes said. */
  readonly boxes: string[] = [];
  readonly downloads: { readonly name: string; readonly path: string }[] = [];
  /** Roles of menus that were chosen. */
  readonly roles: string[] = [];
  /** Keys that the page left to the menu. */
  readonly heard: string[] = [];
  /** Whether the dialogue for files let several be chosen, once for each time it came. */
  readonly fileDialogs: boolean[] = [];
  window: WindowSeen | undefined;
  timesShown = 0;
  menu: readonly SeenEntry[] = [];
  contextMenu: readonly SeenEntry[] = [];
  /** What the program printed. */
  said = '';
  /** Files that the next dialogue gives. */
  filesToChoose: readonly string[] = [];
  /** Folder of its own that it remembers things in. */
  readonly userData = mkdtempSync(join(temporaryFolder(), 'user-data-'));
  /** Its exit status. */
  readonly ended: Promise<number>;

  readonly #browser: Browser;
  readonly #standIn: StandIn;
  readonly #options: FaceOptions;
  readonly #child: ChildProcess;
  readonly #holder: DesktopFace | undefined;
  readonly #questions = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #preload = '';
  #opened: Promise<ChromiumPage> | undefined;
  #current: ChromiumPage | undefined;

  /** `holder`: the program that holds the lock of the single instance, which a second start hands over to. */
  constructor(browser: Browser, standIn: StandIn, options: FaceOptions = {}, holder?: DesktopFace) {
    this.#browser = browser;
    this.#standIn = standIn;
    this.#options = options;
    this.#holder = holder;
    const { words = [], root = resolve(), packaged = false, dark = false, env = {} } = options;
    this.#child = fork(standIn.runner, [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // There is a display as far as the program knows.
      env: { ...process.env, DISPLAY: ':99', ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
    this.ended = once(this.#child, 'close').then(async ([status]) => {
      for (const answer of this.#questions.values()) answer({ allowed: false });
      await this.#current?.close();
      return status as number;
    });
    this.#child.on('message', (message: FromProgram) => {
      this.#hear(message);
    });
    const { userData } = this;
    this.tell({ type: 'start', start: { root, words, packaged, dark, alone: holder === undefined, userData } });
  }

  /** The page in the window. Throws before there is one. */
  get page(): Page {
    if (!this.#current) throw new Error(`There is no window; the program said: ${this.said}`);
    return this.#current.page;
  }
  get url(): string {
    return this.#current?.url ?? '';
  }
  /** Resolves when the window has loaded its page for the first time; rejects when the program ends before. */
  async opened(): Promise<void> {
    const early = this.ended.then((status) => {
      throw new Error(`The program ended with ${status} before its window was there. It said: ${this.said}`);
    });
    await Promise.race([this.#firstLoad, early]);
  }

  /** Chooses an entry of the menu bar, or of the context menu if one is open, as a mouse does. */
  choose(label: string): void {
    const found = [...this.contextMenu, ...this.menu].find((entry) => entry.label === label);
    if (!found)
      throw new Error(`There is no entry “${label}” among ${this.menu.map((entry) => entry.label).join(', ')}`);
    this.contextMenu = [];
    this.tell({ type: 'choose', entry: found.entry });
  }
  /** Starts the program once more with other words; it hands them to this one and ends. Gives its exit status. */
  startAgain(words: readonly string[]): Promise<number> {
    return new DesktopFace(this.#browser, this.#standIn, { ...this.#options, words }, this).ended;
  }
  closeWindow(): void {
    this.tell({ type: 'close window' });
  }
  crashPage(): void {
    this.#current?.crash();
  }
  /** Ends the thread that reads processes. */
  crashReader(): void {
    this.tell({ type: 'crash reader' });
  }
  /** Ends the program, however it is. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #firstLoadDone: () => void = () => undefined;
  readonly #firstLoad = new Promise<void>((resolve) => {
    this.#firstLoadDone = resolve;
  });

  /** Says something to the program. */
  tell(message: ToProgram): void {
    if (this.#child.connected) this.#child.send(message);
  }

  readonly #pageHost: PageHost = {
    ask: (question) => this.#ask(question),
    happened: (event) => {
      this.tell({ type: 'contents', event });
    },
    fromPage: (text) => {
      this.tell({ type: 'from page', text });
    },
    complained: (text) => this.complaints.push(text),
    downloaded: (file) => this.downloads.push(file),
  };

  #ask(question: Question): Promise<Answer> {
    if (!this.#child.connected) return Promise.resolve({ allowed: false });
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.tell({ type: 'question', id, question });
    });
  }

  #hear(message: FromProgram): void {
    switch (message.type) {
      case 'wants browser':
        this.tell({ type: 'browser' });
        break;
      case 'window':
        this.window = message.options;
        this.#preload = message.preload;
        this.#opened = this.#openPage();
        break;
      case 'load':
        void this.#load(message.url);
        break;
      case 'reload':
        void this.#reload();
        break;
      case 'shown':
        this.timesShown += 1;
        break;
      case 'answer':
        this.#questions.get(message.id)?.(message.answer);
        this.#questions.delete(message.id);
        break;
      case 'to page':
        this.#current?.toPage(message.text);
        break;
      case 'menu':
        this.menu = message.entries;
        break;
      case 'context menu':
        this.contextMenu = message.entries;
        break;
      case 'edit':
        void this.#current?.edit(message.command);
        break;
      case 'role':
        this.roles.push(message.role);
        break;
      case 'heard':
        this.heard.push(message.key);
        break;
      case 'box':
        this.boxes.push(`${message.message} ${message.detail}`.trim());
        break;
      case 'wants files':
        this.fileDialogs.push(message.several);
        this.tell({ type: 'files', files: this.filesToChoose });
        break;
      case 'locked out':
        this.#holder?.tell({ type: 'second instance', data: message.data });
        break;
      case 'focused':
      case 'closed':
      case 'ends':
        break;
    }
  }

  async #openPage(): Promise<ChromiumPage> {
    const { dark = false } = this.#options;
    const parts = { options: this.window!, preload: this.#preload, dark };
    this.#current = await ChromiumPage.open(this.#browser, this.#standIn, parts, this.#pageHost);
    return this.#current;
  }

  async #load(url: string): Promise<void> {
    const page = await this.#opened;
    this.tell({ type: 'loaded', ok: (await page?.load(url)) ?? false });
    this.#firstLoadDone();
  }

  /** A page that has crashed cannot be reloaded in Chromium's driver: another one takes its place. */
  async #reload(): Promise<void> {
    const before = this.#current;
    if (before && (await before.reload())) return;
    const url = before?.url ?? '';
    await before?.close();
    const after = await this.#openPage();
    await after.load(url);
  }
}
