/** Reads a folder that holds a lesson, within limits: a folder from a stranger is opened like a shipped one. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Lesson } from '../contract/lesson.ts';
import { parseLesson } from '../lessons/format.ts';
import type { LessonLines } from '../lessons/lessonLines.ts';
import type { Problem } from '../lessons/problems.ts';
import {
  chosenTranslation,
  parseTranslation,
  translatedLesson,
  translationName,
  type Translation,
} from '../lessons/translation.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** Limits of a folder. The largest of the shipped lessons has 9 files and 700 KiB with its recording. */
export const folderLimits = { bytes: 4 * 1024 * 1024, files: 64 } as const;

export interface LessonFolder {
  readonly folder: string;
  readonly lesson: Lesson;
  /** Where the parts of the lesson stand in lesson.md. */
  readonly lines: LessonLines;
  /** Text of the program. */
  readonly source: string;
  /** Its texts in other languages, and what is wrong with them or missing: that takes nothing from the lesson itself. */
  readonly translations: readonly Translation[];
  readonly untranslated: readonly Problem[];
}

/** The lesson of a folder, or what is wrong with it. */
export async function readLessonFolder(
  folder: string,
): Promise<{ readonly read?: LessonFolder; readonly problems: readonly Problem[] }> {
  const name = basename(folder);
  const problem = (file: string, message: string) => ({ problems: [{ file: join(name, file), message }] });
  const broken = await brokenLimit(folder);
  if (broken !== undefined) return { problems: [{ file: name, message: broken }] };
  let text: string;
  try {
    text = await readFile(join(folder, 'lesson.md'), 'utf8');
  } catch {
    return problem(
      'lesson.md',
      `it is not there: a lesson is a folder with a lesson.md (${ownCommand('lesson new NAME')} makes one)`,
    );
  }
  const { lesson, lines, problems } = parseLesson(text, join(name, 'lesson.md'));
  if (!lesson) return { problems };
  try {
    const source = await readFile(join(folder, lesson.program), 'utf8');
    return { read: { folder, lesson, lines, source, ...(await readTranslations(folder, lesson)) }, problems };
  } catch {
    return problem(lesson.program, 'the program that lesson.md names is not there');
  }
}

/** The `lesson.XX.md` of a folder, by their languages. */
async function readTranslations(
  folder: string,
  lesson: Lesson,
): Promise<Pick<LessonFolder, 'translations' | 'untranslated'>> {
  const translations: Translation[] = [];
  const untranslated: Problem[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const [, language] = translationName.exec(file) ?? [];
    if (language === undefined) continue;
    const text = await readFile(join(folder, file), 'utf8');
    const { translation, problems } = parseTranslation(text, join(basename(folder), file), language, lesson);
    if (translation) translations.push(translation);
    untranslated.push(...problems);
  }
  return { translations, untranslated };
}

/** The folder's lesson in the first of the languages that it has; in its own where that is none of them. */
export function inLanguage(read: LessonFolder, languages: readonly string[]): LessonFolder {
  const translation = chosenTranslation(read.lesson, read.translations, languages);
  return translation ? { ...read, lesson: translatedLesson(read.lesson, translation) } : read;
}

/** Which limit a folder breaks, in one sentence. Links are refused, so that no file elsewhere is read. */
async function brokenLimit(folder: string): Promise<string | undefined> {
  let entries;
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return `there is no such folder, and no shipped lesson of that name (${ownCommand('lesson list')} shows those)`;
    return `the folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (entries.length > folderLimits.files) return `it holds more than ${folderLimits.files} files`;
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isSymbolicLink()) return `${entry.name} is a link, which a lesson may not hold`;
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name))).size;
  }
  return bytes > folderLimits.bytes ? `it holds more than ${folderLimits.bytes / 1024 / 1024} MiB` : undefined;
}
