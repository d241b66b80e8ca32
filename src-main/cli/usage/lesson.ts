/** What `procatlas lesson` takes. */
import { defineCommand } from './command.ts';
import { help, json } from './shared.ts';

/** What may be done with lessons. */
export const lessonActions = ['list', 'check', 'new'] as const;

export const lessonUsage = defineCommand({
  name: 'lesson',
  summary: 'list, check and make lessons with real C programs',
  forms: ['list [--json]', 'check [--cc COMPILER] [--json] [FOLDER|ID]…', 'new FOLDER'],
  operands: [
    { name: 'list', offers: lessonActions, says: 'list the lessons, and why one cannot run here' },
    {
      name: 'check',
      says: 'compile and run lessons, all that are shipped if none is named, and check each fact, question and figure; problems are told with file and line',
    },
    { name: 'new', says: 'make a first lesson to change' },
    {
      name: 'FOLDER|ID',
      offers: 'folders',
      says: 'a folder of yours, with a slash in its name, or the name of a shipped lesson',
    },
  ],
  groups: [
    {
      heading: 'Options',
      options: [
        { id: 'cc', long: 'cc', value: 'COMPILER', says: 'instead of the first of cc, gcc and clang' },
        json,
        help,
      ],
    },
  ],
  notes: [],
  statuses: [
    [0, 'fine'],
    [1, 'a lesson has problems, or a folder could not be made'],
    [2, 'wrong usage'],
  ],
  examples: [
    { words: 'lesson list', says: 'which lessons there are' },
    { words: 'lesson new ./my-lesson', says: 'begin one' },
    { words: 'lesson check ./my-lesson', says: 'see whether it holds on this machine' },
  ],
});
