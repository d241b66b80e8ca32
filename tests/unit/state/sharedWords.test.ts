import { whatLeaves } from '@main/capture/files/leaving.ts';
import { inPlace, sharedWords } from '@renderer/state/sharedWords.ts';
import { expect, it } from 'vitest';
import { sample } from './syntheticCapture.ts';

const capture = sample();
const words = (of = capture): readonly string[] => sharedWords(of).map(({ text }) => text);

it('every name that leaves is listed once, and none of the kernel’s own', () => {
  expect(new Set(words()).size).toBe(words().length);
  expect(words()).toContain(capture.process.comm);
  expect(words().filter((text) => text.startsWith('[') || text === '')).toEqual([]);
  for (const name of capture.mappings.names) if (name.startsWith('/')) expect(words()).toContain(name);
});

it('what is blacked out is nowhere in what leaves, and the rows stay', () => {
  for (const text of words()) {
    const left = whatLeaves(capture, { redact: false, hidden: [text] });
    // The identity of this capture, which is no name, happens to be written with the same word.
    const told = JSON.stringify({ ...left, process: { ...left.process, identity: undefined } });
    expect(told).not.toContain(JSON.stringify(text).slice(1, -1));
    expect(left.regions.start).toEqual(capture.regions.start);
    expect(words(left)).not.toContain(text);
  }
});

it('a word that is blacked out stays where it stood', () => {
  const list = ['a', 'b', 'c'].map((text) => ({ text, where: 'file' as const }));
  const left = list.filter(({ text }) => text !== 'b');
  expect(inPlace(list, left, ['b'])).toEqual(list);
  expect(inPlace(list, list, [])).toEqual(list);
  expect(inPlace([], left, ['b'])).toEqual(left);
});
