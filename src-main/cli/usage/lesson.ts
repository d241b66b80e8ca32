/** What `procatlas lesson` takes. */
import { defineCommand } from './command.ts';
import { help, json } from './shared.ts';

/** What may be done with lessons. */
export const lessonActions = ['list', 'check', 'record', 'sheet', 'pack', 'class', 'new'] as const;

export const lessonUsage = defineCommand({
  name: 'lesson',
  summary: 'list, check, record, print, pack and make lessons in C',
  forms: [
    'list [--json]',
    'check [--cc COMPILER] [--recorded] [--json] [FOLDER|ID]…',
    'record [--cc COMPILER] FOLDER|ID…',
    'sheet [--key] [--large] [--gift] [--lang XX] FOLDER|ID',
    'pack [--lang XX] [-o FILE.html] FOLDER|ID',
    'class [--believed] FOLDER|ID ANSWERS…',
    'new FOLDER',
  ],
  operands: [
    { name: 'list', offers: lessonActions, says: 'list the lessons, and why one cannot run here' },
    {
      name: 'check',
      says: 'compile and run lessons, or all that are shipped, and tell each problem with file and line',
    },
    { name: 'record', says: 'keep every step, for machines where nothing runs' },
    { name: 'sheet', says: 'a page that prints: questions, program, pictures' },
    { name: 'pack', says: 'lesson and recording in one page, for any system' },
    { name: 'class', says: 'a CSV table of a class from its saved answers' },
    { name: 'new', says: 'make a first lesson to change' },
    {
      name: 'FOLDER|ID',
      offers: 'folders',
      says: 'a shipped lesson, or a folder of yours, with a slash where a shipped one has its name; check takes a folder or zip of them',
    },
  ],
  groups: [
    {
      heading: 'Options',
      options: [
        { long: 'cc', value: 'COMPILER', says: 'instead of the first of cc, gcc and clang' },
        {
          long: 'recorded',
          says: 'check the recordings instead',
        },
        { long: 'key', says: 'the sheet with its answers and the notes' },
        { long: 'large', says: 'the sheet in 18 point' },
        { long: 'gift', says: 'the questions of a sheet for Moodle' },
        { long: 'believed', says: 'of a class its misconceptions, the most believed first' },
        { long: 'lang', value: 'XX', says: 'in a language that the lesson is translated to' },
        {
          short: 'o',
          long: 'output',
          value: 'FILE',
          offers: 'files',
          says: 'save the sheet or the page there',
        },
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
