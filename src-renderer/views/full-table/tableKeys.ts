/** The keys of the rows of the table view. Pure: from a key to a command. */

export type TableCommand =
  /** Line -1 is the heads. */
  | { readonly command: 'go'; readonly line: number; readonly extend: boolean }
  | { readonly command: 'toggle' | 'all' | 'copy' | 'open' | 'fold' | 'unfold' };

/** What of a keyboard event decides. */
type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The command of a key; `page` is how many lines a page moves. */
export function commandOfKey(event: KeyPress, active: number, page: number, lines: number): TableCommand | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    switch (event.key.toLowerCase()) {
      case 'a':
        return { command: 'all' };
      case 'c':
        return { command: 'copy' };
      case ' ':
        return { command: 'toggle' };
      default:
        return undefined;
    }
  }
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? lines - 1 : active - 1,
    PageDown: active + page,
    PageUp: Math.max(0, active - page),
    Home: 0,
    End: lines - 1,
  };
  const line = steps[event.key];
  if (line !== undefined)
    return { command: 'go', line: event.shiftKey ? Math.max(0, line) : line, extend: event.shiftKey };
  switch (event.key) {
    case 'Enter':
      return { command: 'open' };
    case 'ArrowLeft':
      return { command: 'fold' };
    case 'ArrowRight':
      return { command: 'unfold' };
    default:
      return undefined;
  }
}
