/** The address line's fragment names the process (`#pid=4711`), so that a reload opens it again. Pure. */
import type { Pid } from '@contract/units.ts';

/** The fragment with its pid replaced or taken out, all else kept. */
export function fragmentWithPid(fragment: string, pid: Pid | undefined): string {
  const words = new URLSearchParams(fragment.replace(/^#/, ''));
  if (pid === undefined) words.delete('pid');
  else words.set('pid', String(pid));
  const text = words.toString();
  return text === '' ? '' : `#${text}`;
}
