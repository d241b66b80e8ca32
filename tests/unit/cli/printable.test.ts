import { printableJson, printableLines } from '@main/cli/printable.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const hostile = 'a\x1b]0;title\x07\x9b31m\u202eb\u{e0001}';

it('keeps the ends of lines and nothing else that a terminal obeys', () => {
  expect(printableLines(`one\n${hostile}\n`)).toBe('one\na\\x1b]0;title\\x07\\x9b31m\\u202eb\\u{e0001}\n');
});

it('writes JSON that says the same, without what a terminal obeys', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff)), (codes) => {
      const text = String.fromCodePoint(...codes) + hostile;
      const json = `{\n  "name": ${JSON.stringify(text)}\n}\n`;
      const shown = printableJson(json);
      expect(printableLines(shown)).toBe(shown);
      expect(JSON.parse(shown)).toEqual(JSON.parse(json));
    }),
  );
});
