/** Keys while a lesson is taken. They come before those of the page: 1 to 6 answer instead of changing the view. Pure. */
import { isText, takesSpace, type KeyPress } from '../commands/shortcuts.ts';

export type LessonAction =
  | { readonly do: 'choose'; readonly number: number }
  | { readonly do: 'go' }
  | { readonly do: 'look'; readonly by: 1 | -1 }
  | { readonly do: 'spotlight' };

/** What a key does; undefined leaves it to the page. `asking`: a question with choices is open. */
export function lessonKey(event: KeyPress, asking: boolean): LessonAction | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isText(event.target))
    return undefined;
  switch (event.key) {
    case 'PageDown':
      return { do: 'go' };
    case ' ':
      return takesSpace(event.target) ? undefined : { do: 'go' };
    case 'PageUp':
      return { do: 'look', by: -1 };
    case 'l':
    case 'L':
      return { do: 'spotlight' };
    default:
      return asking && /^[1-6]$/.test(event.key) ? { do: 'choose', number: Number(event.key) } : undefined;
  }
}
