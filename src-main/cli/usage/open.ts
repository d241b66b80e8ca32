/** What `procatlas` without a command takes. */
import { defineCommand } from './command.ts';
import { help } from './shared.ts';

export const openUsage = defineCommand({
  name: '',
  summary: 'show a Linux process’s address space as a picture',
  forms: ['[PID|NAME|FILE…]', 'COMMAND [OPTION…] [WORD…]'],
  operands: [
    {
      name: 'PID',
      offers: 'processes',
      says: 'decimal, or hexadecimal with 0x',
    },
    {
      name: 'NAME',
      offers: 'processes',
      says: 'of a process, or of its program, or a part of its command line; if several fit, they are listed',
    },
    {
      name: 'FILE',
      offers: 'files',
      says: 'a capture; text with a maps or smaps, or of any pmap, gdb, lldb, pwndbg, GEF, or an Android tombstone; an ELF core; a smemcap tar. It has a slash or a known ending (.json .gz .maps .smaps .pmap .txt .tar .core), or is there',
    },
  ],
  groups: [
    {
      heading: 'Options',
      options: [help, { short: 'V', long: 'version', says: 'print the version' }],
    },
  ],
  notes: [],
  statuses: [
    [0, 'fine'],
    [1, 'refused or failed, with the reason on standard error'],
    [2, 'wrong usage'],
    [3, 'a bound of diff was met'],
    [42, 'no such process'],
  ],
  examples: [
    { words: 'firefox', says: 'open a process by its name' },
    { words: 'crash.core', says: 'open a file' },
    { words: 'snap 4711 -o now.json.gz', says: 'save what a process looks like now' },
  ],
});
