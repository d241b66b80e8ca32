/**
 * The address line's fragment names the process (`#pid=4711`) or the lesson (`#lesson=off-the-edge`), so that a reload
 * opens it again. Pure.
 */
import type { Pid } from '@contract/units.ts';

/** The lesson that a fragment names. */
export const lessonInFragment = (fragment: string): string | undefined =>
  new URLSearchParams(fragment.replace(/^#/, '')).get('lesson') ?? undefined;

/** The fragment with its pid and its lesson replaced or taken out, all else kept. */
export function fragmentWith(
  fragment: string,
  named: { readonly pid: Pid | undefined; readonly lesson: string | undefined },
): string {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const [word, value] of Object.entries(named)) {
    if (value === undefined) words.delete(word);
    else words.set(word, String(value));
  }
  const text = words.toString();
  return text === '' ? '' : `#${text}`;
}
