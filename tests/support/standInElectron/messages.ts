/** What the program under test (plain Node with the stand-in) and the test with its Chromium say to each other over Node's IPC. */

/** How the program is started. */
export interface Start {
  /** Folder of the package, with its package.json and dist. */
  readonly root: string;
  /** A person's words. */
  readonly words: readonly string[];
  readonly packaged: boolean;
  readonly dark: boolean;
  /** False: another start holds the lock of the single instance. */
  readonly alone: boolean;
  /** app.getPath('userData'). */
  readonly userData: string;
}

/** Events of a page's `WebContents` that come without anything but what stands here. */
export type ContentsEvent =
  | { readonly name: 'did-start-loading' | 'did-stop-loading' | 'dom-ready' | 'did-finish-load' }
  | { readonly name: 'did-navigate' | 'did-navigate-in-page'; readonly url: string }
  | { readonly name: 'render-process-gone'; readonly reason: string };

/** A question of Chromium's that the program decides. Addresses are as the program knows them. */
export type Question =
  | {
      readonly about: 'request';
      readonly url: string;
      readonly method: string;
      /** A navigation of the top frame, or of one below it. */
      readonly navigation?: 'top' | 'below';
    }
  | { readonly about: 'download'; readonly url: string; readonly name: string }
  | { readonly about: 'popup'; readonly url: string }
  | { readonly about: 'permission'; readonly permission: string };

/** Its answer; absent parts mean no. */
export interface Answer {
  readonly allowed: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** One entry of the menu bar or of a context menu, as far as a person sees it. */
export interface SeenEntry {
  /** Number to choose it by. */
  readonly entry: number;
  readonly menu: string;
  readonly label: string;
  readonly role?: string;
}

/** To the program. */
export type ToProgram =
  | { readonly type: 'start'; readonly start: Start }
  /** Chromium is there: the app may become ready. */
  | { readonly type: 'browser' }
  | { readonly type: 'loaded'; readonly ok: boolean }
  | { readonly type: 'contents'; readonly event: ContentsEvent }
  | { readonly type: 'question'; readonly id: number; readonly question: Question }
  /** From the isolated world, in the codec's text. */
  | { readonly type: 'from page'; readonly text: string }
  | { readonly type: 'choose'; readonly entry: number }
  | { readonly type: 'files'; readonly files: readonly string[] }
  | { readonly type: 'second instance'; readonly data: unknown }
  | { readonly type: 'close window' }
  | { readonly type: 'crash reader' };

/** From the program. */
export type FromProgram =
  | { readonly type: 'wants browser' }
  | { readonly type: 'window'; readonly options: WindowSeen; readonly preload: string }
  | { readonly type: 'load'; readonly url: string }
  | { readonly type: 'reload' }
  | { readonly type: 'shown' | 'focused' | 'closed' }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'to page'; readonly text: string }
  | { readonly type: 'menu' | 'context menu'; readonly entries: readonly SeenEntry[] }
  /** An editing command of Chromium, which a role of a menu stands for. */
  | { readonly type: 'edit'; readonly command: string }
  | { readonly type: 'box'; readonly message: string; readonly detail: string }
  | { readonly type: 'wants files'; readonly several: boolean }
  | { readonly type: 'locked out'; readonly data: unknown }
  | { readonly type: 'role'; readonly role: string }
  /** A key that the page had left to the menu: whatever it does has been begun. */
  | { readonly type: 'heard'; readonly key: string }
  | { readonly type: 'ends' };

/** What a test may want to know of a window's options. */
export interface WindowSeen {
  readonly width: number;
  readonly height: number;
  readonly backgroundColor: string;
  readonly icon: string;
}
