/** What `procatlas teach` takes. */
import { defineCommand } from './command.ts';
import { help } from './shared.ts';

export const teachUsage = defineCommand({
  name: 'teach',
  summary: 'serve the page with lessons of your own besides the shipped ones',
  forms: ['[--port N] [--open] FOLDER…'],
  operands: [{ name: 'FOLDER', offers: 'folders', says: 'a lesson, a folder that holds lessons, or a zip of either' }],
  groups: [
    {
      heading: 'Options',
      options: [
        { long: 'port', value: 'N', says: 'listen there; 0, which is usual, takes any free port' },
        { long: 'open', says: 'open a browser, where there is a display' },
        help,
      ],
    },
  ],
  notes: ['The programs of these lessons are compiled and run as you: teach only from folders that you trust.'],
  examples: [{ words: 'teach ./my-lessons --open', says: 'teach from them' }],
});
