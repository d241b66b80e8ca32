import { test } from 'vitest';
import { skip } from '../support/skip.ts';
import { watchedEqualsFresh } from '../support/watchedEqualsFresh.ts';
import { replay, rounds, seed } from './seed.ts';

test(`a watched process is told what a fresh look tells, after each of ${rounds(5000)} changes (${replay})`, async () => {
  await watchedEqualsFresh(rounds(5000), seed);
});

test(`and so is another user’s, as root sees it (${replay})`, async (context) => {
  if (process.getuid?.() !== 0) skip(context, 'only root can start a program of another user');
  await watchedEqualsFresh(rounds(1000), seed + 1, 65_534);
});
