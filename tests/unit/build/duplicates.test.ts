/** No two places of the product share fifteen lines: what is the same stands once. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const most = 14;

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Lines that say something, without their indentation: no comments, imports, or lone brackets. */
function linesOf(file: string): readonly Line[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    const text = line.trim();
    return /\w/.test(text) && !/^(?:\/\/|\/\*|\*|<!--|import |\} from )/.test(text) ? [{ text, number: at + 1 }] : [];
  });
}

it('fifteen lines in a row stand nowhere else', () => {
  const files = ['src-main', 'src-renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|svelte|css|html)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const seen = new Map<string, string>();
  const repeated: string[] = [];
  for (const file of files) {
    const lines = linesOf(file);
    for (let at = 0; at + most < lines.length; at++) {
      const run = lines.slice(at, at + most + 1);
      const key = run.map(({ text }) => text).join('\n');
      const place = `${file}:${run[0]!.number}`;
      const before = seen.get(key);
      if (before === undefined) seen.set(key, place);
      else repeated.push(`${before} ~ ${place}`);
    }
  }
  expect(repeated).toEqual([]);
});
