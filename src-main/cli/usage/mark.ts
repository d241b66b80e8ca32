/** What `procatlas mark` takes. */
import { defineCommand } from './command.ts';
import { help } from './shared.ts';

export const markUsage = defineCommand({
  name: 'mark',
  summary: 'give a name to this moment of a process that is being recorded',
  forms: ['PID|NAME TEXT'],
  operands: [
    { name: 'PID|NAME', offers: 'processes', says: 'the process, not the procatlas that records it' },
    { name: 'TEXT', says: 'the name of the bookmark' },
  ],
  groups: [{ heading: 'Options', options: [help] }],
  notes: [
    'The process is looked at once more, and that moment gets the name in every recording that this user makes of it with record or launch; other commands call it FILE#TEXT.',
  ],
  statuses: [
    [0, 'fine'],
    [1, 'nobody records it'],
    [2, 'wrong usage'],
    [42, 'there is no such process'],
  ],
  examples: [{ words: "mark 4711 'before the upload'", says: 'in a script, between two steps of a test' }],
});
