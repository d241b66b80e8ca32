/** The words of `procatlas lesson`. Pure: prints nothing, reads nothing. */
import { basename } from 'node:path';
import { lessonActions, lessonUsage } from './usage/lesson.ts';
import { nearest } from './usage/nearest.ts';
import { readCommand, UsageError } from './usage/words.ts';

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
      /** A language that the lesson has; its own without one. */
      readonly language?: string;
      /** Standard output without one. */
      readonly output?: string;
    }
  | {
      /** The table of a class from its answers. */
      readonly action: 'class';
      readonly lesson: string;
      readonly files: readonly string[];
      /** What the class believes, the most believed first, instead of every choice. */
      readonly believed: boolean;
    }
  | { readonly action: 'pack'; readonly lesson: string; readonly output: string; readonly language?: string }
  | {
      readonly action: 'record';
      readonly lessons: readonly string[];
      readonly compiler?: string;
    };

/** Reads the words; throws UsageError with one sentence when they make no sense. */
export function parseLessonWords(words: readonly string[]): LessonOptions | { readonly help: true } {
  const { has, value, others } = readCommand(lessonUsage, words);
  if (has('help')) return { help: true };
  const compiler = value('cc');
  const json = has('json');
  const [action, ...lessons] = others;
  switch (action) {
    case 'list':
      if (compiler !== undefined) throw new UsageError('lesson list compiles nothing, so it takes no --cc.');
      if (lessons[0] !== undefined) throw new UsageError(`lesson list takes no “${lessons[0]}”.`);
      return { action, json };
    case 'check':
      return { action, lessons, json, recorded: has('recorded'), ...(compiler === undefined ? {} : { compiler }) };
    case 'record':
      if (lessons.length === 0) throw new UsageError('lesson record needs the folders of lessons to record.');
      return { action, lessons, ...(compiler === undefined ? {} : { compiler }) };
    case 'class': {
      const [lesson, ...files] = lessons;
      if (!lesson || files.length === 0) {
        throw new UsageError('lesson class needs a lesson and the files with answers to it.');
      }
      return { action, lesson, files, believed: has('believed') };
    }
    case 'sheet':
    case 'pack': {
      const [lesson, surplus] = lessons;
      if (!lesson) throw new UsageError(`lesson ${action} needs the folder or the id of a lesson.`);
      if (surplus !== undefined) {
        throw new UsageError(`lesson ${action} takes one lesson: “${surplus}” is one too many.`);
      }
      const output = value('output');
      if (output === '') throw new UsageError('-o needs the name of a file.');
      const language = value('lang');
      const told = language === undefined ? {} : { language };
      if (action === 'pack') return { action, lesson, output: output ?? `${basename(lesson)}.html`, ...told };
      return {
        action,
        lesson,
        key: has('key'),
        large: has('large'),
        gift: has('gift'),
        ...told,
        ...(output === undefined ? {} : { output }),
      };
    }
    case 'new': {
      const [folder, surplus] = lessons;
      if (!folder) throw new UsageError('lesson new needs the name of a folder that is not there yet.');
      if (surplus !== undefined) throw new UsageError(`lesson new makes one folder: “${surplus}” is one too many.`);
      return { action, folder };
    }
    case undefined:
      throw new UsageError('lesson needs to know what to do: lesson list, check, record, sheet, pack, class or new.');
    default:
      throw new UsageError(`There is no “lesson ${action}”.${meantAction(action)}`);
  }
}

function meantAction(word: string): string {
  const meant = nearest(word, lessonActions);
  return ` ${meant === undefined ? 'There are' : `Did you mean lesson ${meant}? There are`} lesson list, check, record, sheet, pack, class and new.`;
}
