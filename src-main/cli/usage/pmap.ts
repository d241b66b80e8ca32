/** What `procatlas pmap` takes: procps's options, and ours, which give way where a shortened name fits both. */
import { defineCommand } from './command.ts';
import { table } from './shared.ts';

export const pmapUsage = defineCommand({
  name: 'pmap',
  summary: 'print what pmap prints, and more',
  forms: ['[OPTION…] PID|FILE…'],
  operands: [
    {
      name: 'PID',
      offers: 'processes',
      says: 'decimal, hexadecimal (0x), octal (0) or /proc/PID; also of a thread',
    },
    { name: 'FILE', offers: 'files', says: 'or - (standard input); no units, hex or column files' },
  ],
  groups: [
    {
      heading: 'Formats',
      options: [
        { short: 'x', long: 'extended', says: 'size, resident and dirty memory' },
        { id: 'more', short: 'X', says: 'most figures of smaps; twice (-XX) all of them' },
        { short: 'd', long: 'device', says: 'offsets and devices' },
        { long: 'read-rc', says: 'the columns chosen in ~/.pmaprc' },
        {
          short: 'C',
          long: 'read-rc-from',
          value: 'FILE',
          offers: 'files',
          says: 'the columns chosen in FILE',
        },
        { long: 'create-rc', says: 'make a ~/.pmaprc to choose columns in' },
        {
          short: 'N',
          long: 'create-rc-to',
          value: 'FILE',
          offers: 'files',
          says: 'make such a FILE',
        },
        { long: 'json', newer: true, says: 'JSON; with -x or -X also the figures' },
        { long: 'csv', newer: true, says: 'CSV, likewise' },
      ],
    },
    {
      heading: 'Rows',
      options: [
        {
          short: 'A',
          long: 'range',
          value: 'LOW[,HIGH]',
          says: 'rows of this range; -A PID: hexadecimal',
        },
        { long: 'filter', value: 'WORDS', newer: true, says: 'rows that match: libc, rw-p, rss>1M' },
        { long: 'sort', value: 'COLUMN', newer: true, says: 'order: size, Rss; -Rss largest first' },
        {
          short: 'l',
          long: 'labels',
          newer: true,
          says: 'a row a region, named: [ heap ], [ stack:TID ]',
        },
      ],
    },
    {
      heading: 'Look',
      options: [
        { short: 'q', long: 'quiet', says: 'no head and no totals' },
        { short: 'n', long: 'no-header', newer: true, says: 'nor the line of the process' },
        { short: 'p', long: 'show-path', says: 'whole paths' },
        { short: 'k', long: 'use-kernel-name', says: 'names as the kernel gives them' },
        { short: 'c', long: 'kilobytes', newer: true, says: 'sizes in KiB, which is usual' },
        { long: 'pages', newer: true, says: 'sizes in pages' },
        { long: 'bytes', newer: true, says: 'sizes in bytes' },
        { ...table, newer: true },
        { id: 'reserved', short: 'r', hidden: true, says: 'nothing; for scripts of SunOS' },
        { short: 'h', long: 'help', says: 'print this' },
        { short: 'V', long: 'version', says: 'print the version' },
      ],
    },
  ],
  notes: [],
  statuses: [
    [0, 'fine'],
    [1, 'refused, or wrong usage'],
    [42, 'no such process'],
    [43, 'both'],
  ],
  examples: [{ words: 'pmap -x $(pgrep firefox)', says: 'several at once' }],
});
