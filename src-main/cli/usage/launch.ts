/** What `procatlas launch` takes. */
import { defineCommand } from './command.ts';
import { recordOptions } from './record.ts';
import { help } from './shared.ts';

export const launchUsage = defineCommand({
  name: 'launch',
  summary: 'start a program and write down every moment of it from the first',
  forms: ['[OPTION…] -o FILE.recording.gz -- PROGRAM [ARGUMENT…]'],
  operands: [{ name: 'PROGRAM', offers: 'files', says: 'a path, or a name along PATH, with its arguments behind it' }],
  groups: [
    {
      heading: 'Options',
      options: [
        { long: 'pause', says: 'wait for the Enter key before the program begins' },
        {
          long: 'exact',
          says: 'have strace tell each call that changes the address space',
        },
        {
          long: 'slow',
          value: 'MS',
          says: 'exact, and hold it for so many ms after each call, so that each state is seen: 100',
        },
        ...recordOptions('100ms if not given'),
        help,
      ],
    },
  ],
  notes: [
    'The program keeps the terminal: its input, output and Ctrl+C are its own. It ends with the recording, and with Procatlas, however that ends, and with it what it has started; a daemon that has parted from it goes on, and so does what it leaves behind.',
    'Its first millisecond is a blur: several mappings are made between two looks. --slow shows each. strace slows the program down and keeps debuggers out.',
  ],
  statuses: [
    [0, 'fine, whatever the program ended with'],
    [1, 'it could not be started or recorded'],
    [2, 'wrong usage'],
  ],
  examples: [
    { words: 'launch -o ls.recording.gz -- ls -l /proc', says: 'how a program begins' },
    { words: 'launch --for 10s -o a.recording.gz ./server', says: 'its first ten seconds' },
    { words: 'launch --slow 100 -o ls.recording.gz -- ls', says: 'how the loader maps its libraries, one by one' },
    { words: 'ls.recording.gz', says: 'look at it' },
  ],
});
