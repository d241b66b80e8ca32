/** What `procatlas snap` takes. */
import { defineCommand } from './command.ts';
import { help, json, redact, source, table } from './shared.ts';

export const snapUsage = defineCommand({
  name: 'snap',
  summary: 'read a process once, or open a file, and print or save it',
  forms: ['[OPTION…] SOURCE'],
  operands: [source],
  groups: [
    {
      heading: 'Options',
      options: [
        {
          short: 'o',
          long: 'output',
          value: 'FILE',
          offers: 'files',
          says: 'save the capture there, with mode 0600; compressed when the name ends in .gz',
        },
        { ...json, says: 'print JSON also on a terminal' },
        redact,
        {
          long: 'no-memory',
          says: 'read no byte of the process’s memory; fewer things are recognised then',
        },
        table,
        help,
      ],
    },
  ],
  notes: [
    'A terminal is shown a summary; into a pipe or a file goes JSON.',
    'Some bytes of pages that are present are read as evidence, such as malloc’s headers, unless --no-memory forbids it. The environment is never captured. A FILE that is there keeps its permissions; a link of another user is never followed.',
  ],
  examples: [
    { words: 'snap firefox', says: 'what it holds, by kind' },
    { words: 'snap 4711 --redact -o a.json.gz', says: 'a capture to send to others' },
    { words: 'snap - < server.smaps', says: 'a capture of text' },
  ],
});
