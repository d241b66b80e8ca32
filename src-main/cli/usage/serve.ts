/** What `procatlas serve` takes. */
import { defineCommand } from './command.ts';
import { help, shown } from './shared.ts';

export const serveUsage = defineCommand({
  name: 'serve',
  summary: 'serve the page to a browser of this machine',
  forms: ['[OPTION…] [PID|NAME|FILE]'],
  operands: [shown],
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
  notes: [
    'The only line on standard output is the address. It is of 127.0.0.1, for your user alone, and can be opened once; the page then stays open until it is closed. Ctrl+C ends the server.',
    'From elsewhere: ssh -L 8080:127.0.0.1:8080 HOST procatlas serve --port 8080',
  ],
  examples: [
    { words: 'serve', says: 'choose a process in the page' },
    { words: 'serve 4711 --open', says: 'show this one in a browser' },
    { words: 'serve crash.core --port 8080', says: 'show a file at a known port' },
  ],
});
