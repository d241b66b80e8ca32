/** What `procatlas render` takes. */
import { defineCommand } from './command.ts';
import { help, redact, source, table } from './shared.ts';

export const renderUsage = defineCommand({
  name: 'render',
  summary: 'draw a picture, or a page that zooms, without a window',
  forms: ['SOURCE -o FILE.svg|FILE.html [OPTION…]'],
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
          says: '.svg for a picture, .html for a page that zooms and needs no network',
        },
        { long: 'theme', value: 'THEME', offers: ['light', 'dark'], says: 'light or dark' },
        {
          long: 'from',
          value: 'ADDRESS',
          says: 'show from here, hexadecimal; of a recording a time or bookmark',
        },
        {
          long: 'to',
          value: 'ADDRESS',
          says: 'show up to here; this address is the first left out',
        },
        redact,
        table,
        help,
      ],
    },
    {
      heading: 'Of a picture',
      options: [
        { long: 'width', value: 'N', says: 'pixels, 320 to 16384; usually 1280' },
        { long: 'height', value: 'N', says: 'pixels, likewise; usually 900' },
        {
          long: 'view',
          value: 'VIEW',
          offers: ['map', 'treemap', 'timeline', 'difference'],
          says: 'map, treemap; of a recording also timeline or difference',
        },
        {
          long: 'measure',
          value: 'MEASURE',
          offers: ['size', 'rss', 'pss', 'private', 'dirty', 'swap', 'page-tables'],
          says: 'what the treemap’s areas stand for: size, rss, pss, private, dirty, swap or page-tables',
        },
      ],
    },
  ],
  notes: ['A PNG takes a browser to draw, and is saved from the page.'],
  examples: [
    { words: 'render firefox -o firefox.svg', says: 'the whole address map' },
    { words: 'render a.recording.gz -o a.svg --view timeline --from +5s', says: 'what it grew to' },
    { words: 'render a.json.gz -o a.svg --view treemap', says: 'what costs how much' },
  ],
});
