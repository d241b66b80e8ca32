/** The words of `procatlas lesson`. Pure: prints nothing, reads nothing. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/** What to do with lessons. */
export type LessonOptions =
  | { readonly action: 'list'; readonly json: boolean }
  | { readonly action: 'new'; readonly folder: string }
  | {
      readonly action: 'check';
      /** Folders, or ids of lessons that are shipped; none stands for all shipped ones. */
      readonly lessons: readonly string[];
      readonly json: boolean;
      /** The compiler instead of the first of cc, gcc and clang. */
      readonly compiler?: string;
      /** Check the recordings instead: nothing is compiled and nothing runs. */
      readonly recorded: boolean;
    }
  | {
      readonly action: 'sheet';
      readonly lesson: string;
      /** With answers and notes. */
      readonly key: boolean;
      readonly large: boolean;
      /** Questions for Moodle instead of a page. */
      readonly gift: boolean;
      /** Standard output without one. */
      readonly output?: string;
    }
  | { readonly action: 'pack'; readonly lesson: string; readonly output: string }
  | {
      readonly action: 'record';
      readonly lessons: readonly string[];
      readonly compiler?: string;
    };

const ofPaper = {
  key: { type: 'boolean' },
  large: { type: 'boolean' },
  gift: { type: 'boolean' },
  output: { type: 'string', short: 'o' },
} as const;

const usage =
  'lesson needs to know what to do: lesson list [--json], lesson check [FOLDER|ID]… [--cc COMPILER] [--recorded] [--json], lesson record FOLDER… [--cc COMPILER], lesson sheet FOLDER|ID [--key] [--large] [--gift] [-o FILE], lesson pack FOLDER|ID [-o FILE.html], or lesson new FOLDER.';

/** Reads the words, or tells in one sentence what is wrong with them. Unknown options throw what parseArgs throws. */
export function parseLessonWords(
  words: readonly string[],
): LessonOptions | { readonly help: true } | { readonly wrong: string } {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', short: 'h' },
      json: { type: 'boolean' },
      cc: { type: 'string' },
      recorded: { type: 'boolean' },
      ...ofPaper,
    },
    allowPositionals: true,
    strict: true,
  });
  if (values.help) return { help: true };
  const { json = false, cc, recorded = false } = values;
  const [action, ...lessons] = positionals;
  switch (action) {
    case 'list':
      if (cc !== undefined) return { wrong: 'lesson list compiles nothing, so it takes no --cc.' };
      if (lessons[0] !== undefined) return { wrong: `lesson list takes no “${lessons[0]}”.` };
      return { action, json };
    case 'check':
      return { action, lessons, json, recorded, ...(cc === undefined ? {} : { compiler: cc }) };
    case 'record':
      if (lessons.length === 0) return { wrong: 'lesson record needs the folders of lessons to record.' };
      return { action, lessons, ...(cc === undefined ? {} : { compiler: cc }) };
    case 'sheet':
    case 'pack': {
      const [lesson, surplus] = lessons;
      if (!lesson) return { wrong: `lesson ${action} needs the folder or the id of a lesson.` };
      if (surplus !== undefined) return { wrong: `lesson ${action} takes one lesson: “${surplus}” is one too many.` };
      const { output, key = false, large = false, gift = false } = values;
      if (output === '') return { wrong: '-o needs the name of a file.' };
      if (action === 'pack') return { action, lesson, output: output ?? `${basename(lesson)}.html` };
      return { action, lesson, key, large, gift, ...(output === undefined ? {} : { output }) };
    }
    case 'new': {
      const [folder, surplus] = lessons;
      if (!folder) return { wrong: 'lesson new needs the name of a folder that is not there yet.' };
      if (surplus !== undefined) return { wrong: `lesson new makes one folder: “${surplus}” is one too many.` };
      return { action, folder };
    }
    case undefined:
    default:
      return { wrong: usage };
  }
}
