/** Keys while a lesson is taken. They come before those of the page: 1 to 6 answer instead of changing the view. Pure. */
import type { PodiumSwitch } from '../state/lessons/podium.ts';
import { isText, takesSpace, type KeyPress } from '../commands/shortcuts.ts';

export type LessonAction =
  | { readonly do: 'choose'; readonly number: number }
  | { readonly do: 'go' }
  | { readonly do: 'look'; readonly by: 1 | -1 }
  | { readonly do: 'toggle'; readonly what: PodiumSwitch }
  | { readonly do: 'source' }
  | { readonly do: 'questions' }
  | { readonly do: 'figure' }
  | { readonly do: 'console' };

/** As reveal.js has them where it has them: B blanks. F and H belong to the page. */
const letters: Readonly<Record<string, LessonAction>> = {
  l: { do: 'toggle', what: 'spotlight' },
  z: { do: 'toggle', what: 'frozen' },
  b: { do: 'toggle', what: 'blank' },
  '.': { do: 'toggle', what: 'blank' },
  p: { do: 'toggle', what: 'pointer' },
  d: { do: 'toggle', what: 'pen' },
  v: { do: 'toggle', what: 'ballotsShown' },
  s: { do: 'source' },
  q: { do: 'questions' },
  t: { do: 'figure' },
  n: { do: 'console' },
};

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
    default: {
      const action = letters[event.key.toLowerCase()];
      if (action) return action;
      return asking && /^[1-6]$/.test(event.key) ? { do: 'choose', number: Number(event.key) } : undefined;
    }
  }
}
