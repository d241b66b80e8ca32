/** What `procatlas record` takes. */
import { defineCommand } from './command.ts';
import { help, redact } from './shared.ts';

/** What any recording takes. */
export const recordOptions = (usual: string) =>
  [
    {
      short: 'o',
      long: 'output',
      value: 'FILE',
      offers: 'files',
      says: 'the recording, with mode 0600; a file that is there is never written over',
    },
    {
      short: 'i',
      long: 'interval',
      value: 'TIME',
      says: `time between two looks, from 100ms to 1h; ${usual}, and longer where a look costs much`,
    },
    { long: 'for', value: 'TIME', says: 'end after so long: 10s, 5m, 1h30m' },
    { long: 'max', value: 'SIZE', says: 'end when the file has so many bytes: 64M' },
    redact,
  ] as const;

export const recordUsage = defineCommand({
  name: 'record',
  summary: 'write down every moment of a process, to look back at',
  forms: ['[OPTION…] PID|NAME -o FILE.recording.gz'],
  operands: [{ name: 'PID|NAME', offers: 'processes', says: 'the process to follow' }],
  groups: [
    {
      heading: 'Options',
      options: [...recordOptions('1s if not given'), help],
    },
  ],
  notes: [
    'It ends when the process does, when the time is over, when the file is full, or with Ctrl+C. A crash loses at most the last ten seconds.',
    'A line on standard input has the process looked at and gives that moment its name, and so does the command mark. In other commands FILE#NAME means that moment, FILE@+10s one since the beginning, FILE@-10s one before the end, and FILE@2026-01-31T12:00:00 one by the clock.',
  ],
  examples: [
    { words: 'record firefox -i 500ms --for 1m -o firefox.recording.gz', says: 'two moments a second' },
    { words: 'diff a.recording.gz@+5s a.recording.gz', says: 'what changed from then to the end' },
  ],
});
