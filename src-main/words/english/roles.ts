/** Two runs of a program side by side, in English. */
import type { RoleForm } from '../language.ts';

export const englishRoles: Readonly<Record<RoleForm, string>> = {
  identity: 'by name',
  version: 'by name, of another version or build',
  order: 'by their order among several that look alike',
  neighbours: 'between the same neighbours',
  size: 'by kind and size alone',
  part: 'a part of a heap that the other side has in other parts',
  name: 'nothing of this name is on the other side',
  number: 'one of several that look alike, of which the other side has fewer',
  nameless: 'without a name, and nothing left looks like it',
  moved: 'in another order among the others',
  'of-size': '{matched} of {regions} regions matched, {share} % of the addresses; {alone} only in {side}',
  'of-rss': '{matched} of {regions} regions matched, {share} % of resident memory; {alone} only in {side}',
  'only-in': 'only in {side}',
  elsewhere: 'elsewhere in {side}',
  'more-regions': '{regions|one more region|# more regions} in B',
  'fewer-regions': '{regions|one region|# regions} fewer in B',
  'alone-in': '{regions|one region|# regions} only in {side}',
  'left-out':
    '{objects|One smaller object is|# smaller objects are} left out: {before} in A, {after} in B. The lists have all.',
  more: '{what}: {size} more in B.',
  less: '{what}: {size} less in B.',
  alike: 'No owner has more or less in B.',
  'same-order': 'All lie in the same order.',
  'other-order': '{regions|One lies|# lie} in another order among the others.',
};
