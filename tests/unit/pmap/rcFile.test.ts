import { expect, test } from 'vitest';
import { parseRcFile } from '@main/pmap/rcFile.ts';

test('fields are shown by their exact names', () => {
  const { shows, warnings } = parseRcFile('[Fields Display]\n  Rss # resident\nperm\n#Size\n\n');
  expect(['Rss', 'perm', 'Perm', 'Size'].map(shows)).toEqual([true, true, false, false]);
  expect(warnings).toEqual([]);
});

test('ShowPath turns round each time', () => {
  expect(parseRcFile('[Mapping]\nShowPath').togglesPath).toBe(true);
  expect(parseRcFile('[Mapping]\nShowPath\nShowPath').togglesPath).toBe(false);
});

test('what cannot be understood is told with its line', () => {
  expect(parseRcFile('Rss\n[Fields Display] more\n[Other]\nRss\n[open\n[Fields Display]\nRss Pss').warnings).toEqual([
    'syntax error found in the config - line 1',
    'syntax error found in the config - line 2',
    'unsupported section found in the config - line 3',
    'syntax error found in the config - line 5',
    'syntax error found in the config - line 7',
  ]);
  expect(parseRcFile(`#${'x'.repeat(2000)}\n`).warnings).toEqual(['config line too long - line 1']);
});
