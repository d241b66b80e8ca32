/** pmap's spelling of a region, from the table of kinds. */
import { kindEntry, type KindId } from '../contract/kinds.ts';
import type { Pid, Tid } from '../contract/units.ts';

/** What the placeholders of {@link KindEntry.bracket} stand for. */
export interface BracketFacts {
  /** The mapping's name as the kernel prints it; empty when it has none. */
  readonly name: string;
  readonly pid: Pid;
  /** The thread of a thread stack; missing when it is unknown. */
  readonly tid?: Tid;
}

/**
 * `[ stack:4711 ]`, `[ heap:4710 ]`, `[ memfd:buffer ]`, a path, `[ anon ]`. A thread stack whose thread is unknown is
 * `[ stack ]`; a kind spelled as its path falls back to `[ anon ]` where the mapping has no name (bss).
 */
export function bracketLabel(kind: KindId, { name, pid, tid }: BracketFacts): string {
  const { bracket } = kindEntry(kind);
  if (bracket === 'path') return name === '' ? '[ anon ]' : name;
  if (bracket.includes('TID')) return tid === undefined ? '[ stack ]' : bracket.replace('TID', String(tid));
  if (bracket.includes('PID')) return bracket.replace('PID', String(pid));
  if (bracket.includes('NAME')) {
    const own = name.replace(/^\/memfd:/, '').replace(/ \(deleted\)$/, '');
    // A function, since a name may hold `$&`.
    return bracket.replace('NAME', () => own);
  }
  return bracket;
}
