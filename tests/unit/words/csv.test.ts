import { csvField } from '@words/csv.ts';
import { expect, it } from 'vitest';

it('quotes what must be quoted', () => {
  expect(csvField('a,b')).toBe('"a,b"');
  expect(csvField('say "x"\n')).toBe('"say ""x""\n"');
  expect(csvField('/usr/lib/libc.so.6')).toBe('/usr/lib/libc.so.6');
});

it.each(['=HYPERLINK(1)', '@SUM(1)', '+1+1', '-1+cmd', '\t=1'])('makes no formula of %j', (text) => {
  expect(csvField(text)).toBe(`'${text}`);
});

it.each(['---p', '--xp', 'rw-p', '---s'])('leaves the permissions %s alone', (text) => {
  expect(csvField(text)).toBe(text);
});
