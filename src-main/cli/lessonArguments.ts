/** The words of `procatlas lesson`. Pure: prints nothing, reads nothing. */
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
      return { action, lessons, json, ...(compiler === undefined ? {} : { compiler }) };
    case 'new': {
      const [folder, surplus] = lessons;
      if (!folder) throw new UsageError('lesson new needs the name of a folder that is not there yet.');
      if (surplus !== undefined) throw new UsageError(`lesson new makes one folder: “${surplus}” is one too many.`);
      return { action, folder };
    }
    case undefined:
      throw new UsageError('lesson needs to know what to do: lesson list, lesson check or lesson new FOLDER.');
    default:
      throw new UsageError(`There is no “lesson ${action}”.${meantAction(action)}`);
  }
}

function meantAction(word: string): string {
  const meant = nearest(word, lessonActions);
  return ` ${meant === undefined ? 'There are' : `Did you mean lesson ${meant}? There are`} lesson list, lesson check and lesson new.`;
}
