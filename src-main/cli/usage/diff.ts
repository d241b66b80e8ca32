/** What `procatlas diff` takes. */
import { growthKeys } from '../../time/growth.ts';
import { defineCommand } from './command.ts';
import { help, json } from './shared.ts';

const moment = 'a PID, a NAME, a FILE, - for standard input, or a moment of a recording: FILE@+10s, FILE#BOOKMARK';

export const diffUsage = defineCommand({
  name: 'diff',
  summary: 'tell what changed between two moments, and where the growth went',
  forms: ['[OPTION…] A B'],
  operands: [
    { name: 'A', offers: 'sources', says: `the moment before: ${moment}` },
    { name: 'B', offers: 'sources', says: 'the moment after, likewise' },
  ],
  groups: [
    {
      heading: 'Options',
      options: [
        {
          long: 'by',
          value: 'HOW',
          offers: ['address', 'role'],
          says: 'role: tell region by region which is which in another run, and how sure that is; address: compare addresses, also of a process and its fork',
        },
        {
          long: 'fail-on',
          value: 'BOUND',
          says: 'end with status 3 when the process changed so; may be given again',
        },
        json,
        help,
      ],
    },
  ],
  notes: [
    `A BOUND is a figure (${growthKeys.join(', ')}), one of < <= = >= >, and a change: rss>+10M, size<-4k.`,
    'The same program image of one process is compared by address, any other pair by role. Two samples show net changes, never single calls of mmap.',
  ],
  examples: [
    { words: 'diff before.json.gz 4711', says: 'what grew since the capture' },
    { words: 'diff --by role run1.json.gz run2.json.gz', says: 'lay two runs side by side, despite ASLR' },
    { words: "diff a.json b.json --fail-on 'rss>+10M'", says: 'make a build fail' },
  ],
});
