/** The keys that work everywhere on the page. Pure: from a key to a command. */

export type PageCommand =
  | 'choose-process'
  | 'go-to'
  | 'next-hit'
  | 'previous-hit'
  | 'back'
  | 'forward'
  | 'larger'
  | 'smaller'
  | 'ordinary-size'
  | 'toggle-pause'
  | 'toggle-table'
  | 'view-map'
  | 'view-pages'
  | 'view-treemap'
  | 'view-table'
  | 'view-pmap'
  | 'open-source'
  | 'save-capture'
  | 'help';

/** What of a keyboard event decides. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target' | 'defaultPrevented'
>;

const withControl: Readonly<Record<string, PageCommand>> = {
  p: 'choose-process',
  f: 'go-to',
  o: 'open-source',
  s: 'save-capture',
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  '−': 'smaller',
  '0': 'ordinary-size',
};

const plain: Readonly<Record<string, PageCommand>> = {
  '/': 'go-to',
  ' ': 'toggle-pause',
  t: 'toggle-table',
  T: 'toggle-table',
  '1': 'view-map',
  '2': 'view-pages',
  '3': 'view-treemap',
  '4': 'view-table',
  '5': 'view-pmap',
  '?': 'help',
};

/** Where letters are text, or Space presses something. */
const takesText = 'input, textarea, select, [contenteditable]';
const takesSpace = 'button, a, summary, [role="slider"], [role="separator"]';

const inside = (target: EventTarget | null, selector: string): boolean =>
  typeof Element !== 'undefined' && target instanceof Element && target.closest(selector) !== null;

/** Whether something takes typed and pasted text itself. */
export const isText = (target: EventTarget | null): boolean => inside(target, takesText);

/** The command of a key press, or undefined. In a dialogue only the presentation size changes. */
export function pageCommand(event: KeyPress, inDialogue: boolean): PageCommand | undefined {
  if (event.defaultPrevented) return undefined;
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.altKey) {
    const command = withControl[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const sizes: readonly (PageCommand | undefined)[] = ['larger', 'smaller', 'ordinary-size'];
    return inDialogue && !sizes.includes(command) ? undefined : command;
  }
  if (inDialogue || control) return undefined;
  if (event.altKey) {
    return event.key === 'ArrowLeft' ? 'back' : event.key === 'ArrowRight' ? 'forward' : undefined;
  }
  if (event.key === 'F3') return event.shiftKey ? 'previous-hit' : 'next-hit';
  if (inside(event.target, takesText)) return undefined;
  if (event.key === ' ' && inside(event.target, takesSpace)) return undefined;
  return plain[event.key];
}
