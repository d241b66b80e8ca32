/** How an owner of memory is called: its objects, and the kinds of what belongs to none. */
import type { Capture, ObjectIndex } from '../contract/capture.ts';
import type { KindId } from '../contract/kinds.ts';
import { labelArguments } from '../contract/verdict.ts';
import { language } from './current.ts';
import { fill } from './fill.ts';
import { kindName } from './kinds.ts';
import { objectLabel, objectLabelForms } from './labels.ts';

/** Arguments that tell one of many from another without being a name to remember. */
const figures: ReadonlySet<string> = new Set(['address', 'pages', 'bytes', 'count']);

/** What an object is called together with others of its sort; undefined where it has a name of its own. */
function sortOf(capture: Capture, object: ObjectIndex): string | undefined {
  const form = capture.objects[object]?.label.form;
  const types: readonly string[] = form === undefined ? [] : Object.values(labelArguments[form]);
  if (types.length === 0 || !types.every((type) => figures.has(type))) return undefined;
  const [full, shorter] = objectLabelForms(capture, object);
  return shorter ?? full;
}

/**
 * `libc.so.6 + Anonymous memory`. One mapping may hold dozens of malloc blocks: what differs by size or address alone is
 * named once, with its number: `24 × malloc block`.
 */
export function ownerName(capture: Capture, objects: readonly ObjectIndex[], kinds: readonly KindId[]): string {
  const names = new Map<string, { readonly first: ObjectIndex; count: number }>();
  for (const object of objects) {
    const name = sortOf(capture, object) ?? objectLabel(capture, object);
    const known = names.get(name);
    if (known) known.count += 1;
    else names.set(name, { first: object, count: 1 });
  }
  const said = [...names].map(([name, { first, count }]) =>
    count === 1 ? objectLabel(capture, first) : several(count, name),
  );
  return [...said, ...kinds.map(kindName)].join(' + ');
}

const several = (count: number, name: string): string =>
  fill(language().growth.several, (argument) => ({
    text: () => (argument === 'number' ? count.toLocaleString('en-GB') : name),
  }));
