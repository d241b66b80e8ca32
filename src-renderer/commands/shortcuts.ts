/** From a key press to a command of the table, and from the table to the list of keys. Pure. */
import { commands, type Command } from '@contract/commands.ts';
import type { KeyLine, ViewEntry } from '../state/viewEntry.ts';

/** What of a keyboard event decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target' | 'defaultPrevented'
>;

interface Chord {
  readonly modifier: 'control' | 'alt' | 'none';
  readonly shift: boolean;
  /** As keyboard events name it; letters are small. */
  readonly key: string;
  readonly command: Command;
}

const eventKeys: Readonly<Record<string, string>> = { '←': 'ArrowLeft', '→': 'ArrowRight', Space: ' ' };
const small = (key: string): string => (key.length === 1 ? key.toLowerCase() : key);

function chordOf(text: string, command: Command): Chord {
  const [, modifiers = '', key = text] = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/.exec(text) ?? [];
  return {
    modifier: modifiers.includes('Ctrl') ? 'control' : modifiers.includes('Alt') ? 'alt' : 'none',
    shift: modifiers.includes('Shift'),
    key: eventKeys[key] ?? small(key),
    command,
  };
}

/** What of a view its key and its line in the list of keys need. */
export type KeyedView = Pick<ViewEntry, 'id' | 'key' | 'inWords'>;

/** All commands of a page: those of the contract, and one for each view, after the one that pauses. */
export function commandTable(views: readonly KeyedView[], show: (view: string) => void): readonly Command[] {
  const help = views.map(({ inWords }) => inWords).join(', ');
  const ofViews = views.map(({ id, key }): Command => ({
    id: `view-${id}`,
    keys: [key],
    help,
    run: () => {
      show(id);
    },
  }));
  return commands.flatMap((command: Command) => (command.id === 'toggle-pause' ? [command, ...ofViews] : [command]));
}

const chordsOf = (table: readonly Command[]): readonly Chord[] =>
  table
    .filter(({ heardBy }) => heardBy === undefined)
    .flatMap((command) => [...command.keys, ...(command.alike ?? [])].map((text) => chordOf(text, command)));

/** Where letters are text, or Space presses something. */
const takesText = 'input, textarea, select, [contenteditable]';
const pressedBySpace = 'button, a, summary, [role="slider"], [role="separator"]';

const inside = (target: EventTarget | null, selector: string): boolean =>
  typeof Element !== 'undefined' && target instanceof Element && target.closest(selector) !== null;

/** Whether something takes typed and pasted text itself. */
export const isText = (target: EventTarget | null): boolean => inside(target, takesText);

/** Whether Space presses something. */
export const takesSpace = (target: EventTarget | null): boolean => inside(target, pressedBySpace);

const isFunctionKey = (key: string): boolean => /^F\d+$/.test(key);

/** The command of a key press, or undefined. In a dialogue only the presentation size changes. */
export function pageCommand(event: KeyPress, inDialogue: boolean, table: readonly Command[]): Command | undefined {
  if (event.defaultPrevented) return undefined;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.altKey) return undefined;
  const modifier = control ? 'control' : event.altKey ? 'alt' : 'none';
  const key = small(event.key);
  const fitting = chordsOf(table).filter((chord) => chord.modifier === modifier && chord.key === key);
  // Shift decides where a command asks for it, and for function keys: ?, / and + need it on one keyboard and not on another.
  const { command } =
    fitting.find(({ shift }) => shift === event.shiftKey) ??
    (isFunctionKey(key) ? undefined : fitting.find(({ shift }) => !shift)) ??
    {};
  if (!command || (inDialogue && !command.inDialogue)) return undefined;
  if (modifier === 'none' && !isFunctionKey(key)) {
    if (isText(event.target)) return undefined;
    if (key === ' ' && takesSpace(event.target)) return undefined;
  }
  return command;
}

/** The lines of the keys that work everywhere; more than three keys are told by the first and the last. */
export function keyLines(table: readonly Command[]): readonly KeyLine[] {
  const lines = new Map<string, string[]>();
  for (const { help, keys } of table) if (help !== undefined) lines.set(help, [...(lines.get(help) ?? []), ...keys]);
  return [...lines].map(([what, keys]) => [keys.length > 3 ? [keys[0] ?? '', '…', keys.at(-1) ?? ''] : keys, what]);
}
