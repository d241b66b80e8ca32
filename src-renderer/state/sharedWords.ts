/** Every name that a capture tells others: what somebody should read before it is sent. Pure. */
import type { Capture } from '@contract/capture.ts';

/** One word that will leave, and where it stands. */
export interface SharedWord {
  readonly text: string;
  readonly where: 'process' | 'argument' | 'user' | 'thread' | 'file' | 'cgroup' | 'source' | 'pin' | 'note';
}

/** Names that every Linux has, and that tell about nobody: the kernel's own, in brackets. */
const ordinary = /^(?:\[[^\]]*\]|\/?anon_hugepage|\/|)$/;
/** What stands for something that has been taken out. */
const standIn = /^\[(?:argument|program|user|host|hidden-\d+)\]$|^\/\[home\]/;

/** Each text once, files last, in alphabetical order. */
export function sharedWords({ process, mappings, source, pins = [], remark }: Capture): readonly SharedWord[] {
  const words: SharedWord[] = [
    { text: process.comm, where: 'process' },
    ...(process.exe === undefined ? [] : [{ text: process.exe, where: 'process' as const }]),
    ...process.cmdline.map((text) => ({ text, where: 'argument' as const })),
    ...(process.user === undefined ? [] : [{ text: process.user, where: 'user' as const }]),
    ...(process.cgroup ? [process.cgroup, ...process.cgroup.limits] : []).map(({ path }) => ({
      text: path,
      where: 'cgroup' as const,
    })),
    ...(source ? [{ text: source.name, where: 'source' as const }] : []),
    ...(remark === undefined ? [] : [{ text: remark, where: 'note' as const }]),
    ...pins.map(({ name }) => ({ text: name, where: 'pin' as const })),
    ...process.threads.map(({ name }) => ({ text: name, where: 'thread' as const })).sort(byText),
    ...mappings.names.map((text) => ({ text, where: 'file' as const })).sort(byText),
  ];
  const seen = new Set<string>();
  return words.filter(({ text }) => {
    if (ordinary.test(text) || standIn.test(text) || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

const byText = (one: SharedWord, other: SharedWord): number => (one.text < other.text ? -1 : 1);

/**
 * The words to list: those that leave, and those that are blacked out where they stood before, so that nothing moves under
 * the pointer. `before` is the list as it was shown last.
 */
export function inPlace(
  before: readonly SharedWord[],
  words: readonly SharedWord[],
  hidden: readonly string[],
): readonly SharedWord[] {
  const list = words.filter(({ text }) => !hidden.includes(text));
  for (const [index, word] of before.entries()) if (hidden.includes(word.text)) list.splice(index, 0, word);
  return list;
}
