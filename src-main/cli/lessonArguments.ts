/** The words of `procatlas lesson`. Pure: prints nothing, reads nothing. */
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
      readonly action: 'record';
      readonly lessons: readonly string[];
      readonly compiler?: string;
    };

const usage =
  'lesson needs to know what to do: lesson list [--json], lesson check [FOLDER|ID]… [--cc COMPILER] [--recorded] [--json], lesson record FOLDER… [--cc COMPILER], or lesson new FOLDER.';

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
