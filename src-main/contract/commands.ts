/**
 * Every command of the page that holds everywhere: its keys, its words and what it does. The page's shortcuts, the list
 * of keys and the menu bar of the desktop are made from this table; it lies here because both sides read it. The keys
 * that show a view are the page's own: they come with the view.
 */

/** What a command may ask of the page. */
export interface CommandedPage {
  chooseProcess(): void;
  openSource(): void;
  saveCapture(): void;
  saveRecording(): void;
  focusSearch(): void;
  nextHit(by: 1 | -1): void;
  back(): void;
  forward(): void;
  /** 0: the ordinary size. */
  scale(by: 1 | -1 | 0): void;
  togglePause(): void;
  /** Gives the moment that is shown a name, and compares with it from then on. */
  mark(): void;
  /** Asks what to compare with by role, and shows both side by side. */
  compare(): void;
  /** Shows the newest moment again. */
  now(): void;
  toggleLists(): void;
  wholePicture(): void;
  /** What is shown, and how, as when the program was first started. */
  resetView(): void;
  /** Moves the focus to the next panel, or to the one before. */
  walkPanels(by: 1 | -1): void;
  help(): void;
  /** Begins or ends the presentation. */
  present(): void;
  /** Hides all labels, or shows them. */
  hideLabels(): void;
  /** Shows the label of the selected region while labels are hidden. */
  revealLabel(): void;
  /** Dims libraries and what belongs to the kernel, or shows all again. */
  onlyProgram(): void;
  /** Begins a quiz on what is shown, or ends it. */
  quiz(): void;
}

/** Where the desktop's menu bar has a command: below the entries of the table that come before it. */
export interface MenuEntry {
  readonly in: 'process' | 'view' | 'help';
  /** With `&` before the letter that chooses it. */
  readonly label: string;
  /** A line parts it from the entry before. */
  readonly afterLine?: true;
}

/** One command. */
export interface Command {
  readonly id: string;
  /** Such as `Ctrl+P`, `Alt+←`, `Shift+F3`, `Space`; the first is what the menu shows. */
  readonly keys: readonly string[];
  /** Keys that do the same and are not worth a line: what a keyboard without the first has instead. */
  readonly alike?: readonly string[];
  /** Its line in the list of keys; neighbours with the same words share one line. */
  readonly help?: string;
  /** Its entry in the desktop's menu. */
  readonly menu?: MenuEntry;
  /** True: also while a dialogue is open. */
  readonly inDialogue?: true;
  /** Who hears the key, where that is not the page as a whole. */
  readonly heardBy?: 'picture' | 'browser';
  /** Absent only where the browser does it. */
  readonly run?: (page: CommandedPage) => void;
}

const hits = 'next hit, hit before';
const history = 'back, forward';
const sizes = 'larger, smaller, ordinary size';
const panels = 'the next panel, the panel before';

/** The commands, in the order of the list of keys. */
export const commands = [
  {
    id: 'choose-process',
    keys: ['Ctrl+P'],
    help: 'choose a process',
    menu: { in: 'process', label: '&Choose process…' },
    run: (page) => {
      page.chooseProcess();
    },
  },
  {
    id: 'open-source',
    keys: ['Ctrl+O'],
    help: 'open a file; dropping one does the same',
    menu: { in: 'process', label: '&Open…', afterLine: true },
    run: (page) => {
      page.openSource();
    },
  },
  {
    id: 'paste-source',
    keys: ['Ctrl+V'],
    help: 'show copied text of maps, smaps, pmap or gdb',
    heardBy: 'browser',
  },
  {
    id: 'save-capture',
    keys: ['Ctrl+S'],
    help: 'save a capture',
    menu: { in: 'process', label: '&Save capture…' },
    run: (page) => {
      page.saveCapture();
    },
  },
  {
    id: 'save-recording',
    keys: ['Ctrl+Shift+S'],
    help: 'save the recording',
    menu: { in: 'process', label: 'Save &recording…' },
    run: (page) => {
      page.saveRecording();
    },
  },
  {
    id: 'go-to',
    keys: ['Ctrl+F', '/'],
    help: 'go to an address, name, kind or size',
    menu: { in: 'view', label: '&Go to…' },
    run: (page) => {
      page.focusSearch();
    },
  },
  {
    id: 'next-hit',
    keys: ['F3'],
    help: hits,
    run: (page) => {
      page.nextHit(1);
    },
  },
  {
    id: 'previous-hit',
    keys: ['Shift+F3'],
    help: hits,
    run: (page) => {
      page.nextHit(-1);
    },
  },
  {
    id: 'back',
    keys: ['Alt+←'],
    help: history,
    menu: { in: 'view', label: '&Back' },
    run: (page) => {
      page.back();
    },
  },
  {
    id: 'forward',
    keys: ['Alt+→'],
    help: history,
    menu: { in: 'view', label: '&Forward' },
    run: (page) => {
      page.forward();
    },
  },
  {
    id: 'zoom-out',
    keys: ['Home'],
    menu: { in: 'view', label: '&Whole address space' },
    heardBy: 'picture',
    run: (page) => {
      page.wholePicture();
    },
  },
  {
    id: 'reset-view',
    keys: ['R'],
    help: 'reset the view: whole picture, usual colours, scale, panels and lists, nothing filtered',
    menu: { in: 'view', label: '&Reset view' },
    run: (page) => {
      page.resetView();
    },
  },
  {
    id: 'toggle-pause',
    keys: ['Space'],
    help: 'pause or go on',
    menu: { in: 'process', label: '&Pause or resume', afterLine: true },
    run: (page) => {
      page.togglePause();
    },
  },
  {
    id: 'mark',
    keys: ['M'],
    help: 'mark this moment, and show what changes from now on',
    run: (page) => {
      page.mark();
    },
  },
  {
    id: 'compare',
    keys: ['C'],
    help: 'compare by role with a file or a process, whatever their addresses',
    menu: { in: 'process', label: 'Co&mpare by role with…' },
    run: (page) => {
      page.compare();
    },
  },
  {
    id: 'now',
    keys: ['N'],
    help: 'from an earlier moment back to now',
    run: (page) => {
      page.now();
    },
  },
  {
    id: 'toggle-table',
    keys: ['T'],
    help: 'lists under the picture: mappings, threads, heap, memory …',
    run: (page) => {
      page.toggleLists();
    },
  },
  {
    id: 'next-panel',
    keys: ['F6'],
    help: panels,
    run: (page) => {
      page.walkPanels(1);
    },
  },
  {
    id: 'previous-panel',
    keys: ['Shift+F6'],
    help: panels,
    run: (page) => {
      page.walkPanels(-1);
    },
  },
  {
    id: 'larger',
    keys: ['Ctrl++'],
    alike: ['Ctrl+='],
    help: sizes,
    inDialogue: true,
    run: (page) => {
      page.scale(1);
    },
  },
  {
    id: 'smaller',
    keys: ['Ctrl+−'],
    alike: ['Ctrl+-'],
    help: sizes,
    inDialogue: true,
    run: (page) => {
      page.scale(-1);
    },
  },
  {
    id: 'ordinary-size',
    keys: ['Ctrl+0'],
    help: sizes,
    inDialogue: true,
    run: (page) => {
      page.scale(0);
    },
  },
  {
    id: 'present',
    keys: ['F'],
    help: 'presentation: large, and nothing but the picture',
    menu: { in: 'view', label: '&Presentation', afterLine: true },
    run: (page) => {
      page.present();
    },
  },
  {
    id: 'hide-labels',
    keys: ['H'],
    help: 'hide all names and kinds, or show them: ask a class what is what',
    run: (page) => {
      page.hideLabels();
    },
  },
  {
    id: 'reveal-label',
    keys: ['U'],
    help: 'while labels are hidden: show that of the selected region',
    run: (page) => {
      page.revealLabel();
    },
  },
  {
    id: 'only-program',
    keys: ['O'],
    help: 'only the program is bright: libraries and the kernel’s parts are dimmed; all again',
    run: (page) => {
      page.onlyProgram();
    },
  },
  {
    id: 'quiz',
    keys: ['Q'],
    help: 'a quiz on this process: labels hidden, what is what?',
    menu: { in: 'view', label: '&Quiz' },
    run: (page) => {
      page.quiz();
    },
  },
  {
    id: 'help',
    keys: ['?'],
    help: 'this list',
    menu: { in: 'help', label: '&Keyboard and search' },
    run: (page) => {
      page.help();
    },
  },
] as const satisfies readonly Command[];

export type CommandId = (typeof commands)[number]['id'];

const byId: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.id, command]));

/** The command of an id, or undefined for an id of another version. */
export const commandOf = (id: string): Command | undefined => byId.get(id);
