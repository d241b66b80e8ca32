import { expect, test } from 'vitest';
import { FileQueue } from '@main/desktop/fileQueue.ts';

function queue(): { files: FileQueue; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const files = new FileQueue(() => asked.push(files.current));
  return { files, asked };
}

test('files of the start are opened in order: the page asks for the first by itself', () => {
  const { files, asked } = queue();
  files.begin(['a', 'b', 'c']);
  expect([files.current, files.hasMore, asked]).toEqual(['a', true, []]);
  files.answered();
  files.answered();
  expect([files.current, files.hasMore, asked]).toEqual(['c', false, ['b', 'c']]);
});

test('files that come while one is being opened wait, however many and from wherever', () => {
  const { files, asked } = queue();
  files.add(['a']);
  files.add(['b']);
  files.add(['c', 'd']);
  expect(asked).toEqual(['a']);
  for (let answer = 0; answer < 4; answer++) files.answered();
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
});

test('the last file stays for a page that is loaded anew, and nothing is asked twice', () => {
  const { files, asked } = queue();
  files.begin([]);
  files.add(['a']);
  files.answered();
  files.answered();
  expect([files.current, asked]).toEqual(['a', ['a']]);
  files.add([]);
  expect(asked).toEqual(['a']);
});

test('is idle when every file has been answered, and not before', async () => {
  const { files } = queue();
  await files.idle();
  files.add(['a', 'b']);
  let idle = false;
  const waiting = files.idle().then(() => (idle = true));
  files.answered();
  await Promise.resolve();
  expect(idle).toBe(false);
  files.answered();
  await waiting;
  expect(idle).toBe(true);
});
