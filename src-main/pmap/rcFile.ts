/**
 * procps's column files (`~/.pmaprc`): which columns are shown, and whether names keep their folders. A file written for
 * procps works here and the other way round.
 */
import type { ColumnChoice } from './moreFormat.ts';

/** What a column file says. */
export interface ColumnFile {
  readonly shows: ColumnChoice;
  /** ShowPath changes what -p says each time it stands there. */
  readonly togglesPath: boolean;
  /** What could not be understood, in procps's words. */
  readonly warnings: readonly string[];
}

const fields = [
  'Perm',
  'Offset',
  'Device',
  'Inode',
  'Size',
  'Rss',
  'Pss',
  'Shared_Clean',
  'Shared_Dirty',
  'Private_Clean',
  'Private_Dirty',
  'Referenced',
  'Anonymous',
  'AnonHugePages',
  'Swap',
  'KernelPageSize',
  'MMUPageSize',
  'Locked',
  'VmFlags',
  'Mapping',
];

/** The file that --create-rc writes: every column there but none chosen, byte for byte as procps writes it. */
export const rcTemplate = `# pmap's Config File

# All the entries are case sensitive.
# Unsupported entries are ignored!

[Fields Display]

# To enable a field uncomment its entry

${fields.map((field) => `#${field}\n`).join('')}

[Mapping]

# to show paths in the mapping column uncomment the following line
#ShowPath

`;

type Section = 'none' | 'unsupported' | 'fields' | 'mapping';
const sections: readonly (readonly [string, Section])[] = [
  ['[Fields Display]', 'fields'],
  ['[Mapping]', 'mapping'],
];
/** procps keeps so many characters of a field's name, and of a line. */
const longestField = 31;
const longestLine = 1024;

/** Reads a column file by procps's rules: line by line, comments and unknown entries passed over. */
export function parseRcFile(text: string): ColumnFile {
  const shown = new Set<string>();
  const warnings: string[] = [];
  let togglesPath = false;
  let section: Section = 'none';
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((whole, index) => {
    const warn = (what: string): number => warnings.push(`${what} - line ${index + 1}`);
    const syntaxError = (): number => warn('syntax error found in the config');
    if (whole.length >= longestLine) warn('config line too long');
    let line = whole.slice(0, longestLine).replace(/^[ \t]+/, '');
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('[')) {
      const known = sections.find(([title]) => line.startsWith(title));
      if (known) {
        section = known[1];
        line = line.slice(known[0].length);
      } else if (line.includes(']')) {
        section = 'unsupported';
        warn('unsupported section found in the config');
        line = line.slice(line.indexOf(']') + 1);
      } else {
        syntaxError();
        line = '';
      }
      line = line.replace(/^[ \t]+/, '');
      if (line === '' || line.startsWith('#')) return;
      syntaxError();
    }
    if (section === 'unsupported') return;
    if (section === 'none') {
      syntaxError();
      return;
    }
    const [entry = '', tail = '#'] = line.split(/[ \t]+/);
    if (tail !== '' && !tail.startsWith('#')) syntaxError();
    if (section === 'fields') shown.add(entry.slice(0, longestField));
    else if (entry === 'ShowPath') togglesPath = !togglesPath;
  });
  return { shows: (title) => shown.has(title), togglesPath, warnings };
}
