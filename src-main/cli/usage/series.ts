/** What `procatlas series` takes. */
import { defineCommand } from './command.ts';
import { help, json } from './shared.ts';

export const seriesUsage = defineCommand({
  name: 'series',
  summary: 'print the curves of a recording',
  forms: ['[OPTION…] FILE.recording.gz'],
  operands: [{ name: 'FILE', offers: 'files', says: 'a recording' }],
  groups: [
    {
      heading: 'Options',
      options: [{ long: 'csv', says: 'print CSV (RFC 4180), as without an option' }, json, help],
    },
  ],
  notes: [
    'Size, RSS, PSS, private memory and swap in bytes, of the process, by kind, and by anonymous, file and shared memory: one line a moment. What is not known is empty, or null.',
  ],
  examples: [{ words: 'series a.recording.gz > a.csv', says: 'a table for a spreadsheet' }],
});
