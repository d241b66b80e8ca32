/** What `procatlas list` takes. */
import { defineCommand } from './command.ts';
import { help, json } from './shared.ts';

export const listUsage = defineCommand({
  name: 'list',
  summary: 'list the processes, and which of them can be read',
  forms: ['[OPTION…]'],
  operands: [],
  groups: [{ heading: 'Options', options: [json, help] }],
  notes: [],
  examples: [
    { words: 'list', says: 'a table of all processes' },
    { words: 'list --json', says: 'the same for a script, with why one cannot be read' },
  ],
});
