/** What changed between two moments, in English. A sentence gets its full stop when its parts are put together. */
import type { GrowthForm } from '../language.ts';

export const englishGrowth: Readonly<Record<GrowthForm, string>> = {
  grew: '{what} grew by {size}',
  'grew-in': '{what} grew by {size} in {time}',
  shrank: '{what} shrank by {size}',
  'shrank-in': '{what} shrank by {size} in {time}',
  'heaps-added': '{heaps|one heap was|# heaps were} added',
  'heaps-gone': '{heaps|one heap was|# heaps were} given back',
  same: 'Nothing grew or shrank.',
  'same-in': 'Nothing grew or shrank in {time}.',
  'only-others': '{rows|One mapping is|# mappings are} only shared differently with other processes.',
  unread: 'What has come or changed since has not been read yet.',
  'unread-most': 'these are addresses, what of them is in memory has not been read yet',
  more: '{what}: {size} more here',
  less: '{what}: {size} less here',
  alike: 'No owner has more or less here.',
  arenas: 'malloc arenas',
  'arenas-of': 'malloc arenas of {thread}',
  several: '{number} × {what}',
};
