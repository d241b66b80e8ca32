/** The top of the main stack, grouped as one reads it. Pure. */
import type { StackItem } from '@contract/inside.ts';

/** One group with its heading. */
export interface StackGroup {
  readonly title: string;
  readonly items: readonly StackItem[];
}

const titles: readonly (readonly [string, readonly StackItem['part'][]])[] = [
  ['Arguments', ['argc', 'argv']],
  ['Environment', ['envp']],
  ['Auxiliary vector', ['auxv']],
  ['Above the pointers', ['random', 'platform', 'padding']],
  ['Strings of the arguments', ['argument']],
  ['Strings of the environment', ['variable']],
  ['Up to the end', ['strings', 'name', 'end']],
];

/** Groups that hold something, in the order of addresses. */
export const stackGroups = (items: readonly StackItem[]): readonly StackGroup[] =>
  titles
    .map(([title, parts]) => ({ title, items: items.filter(({ part }) => parts.includes(part)) }))
    .filter((group) => group.items.length > 0);
