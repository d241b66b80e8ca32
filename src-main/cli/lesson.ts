/** `procatlas lesson`: lists the lessons that are shipped, checks lessons on this machine, and makes a first one. */
import { sep } from 'node:path';
import { openContext } from '../capture/context.ts';
import { checkLesson, checkRecording } from '../classroom/check.ts';
import { programCache } from '../classroom/classroom.ts';
import { inLanguage, readLessonFolder, type LessonFolder } from '../classroom/lessonFolder.ts';
import { folderNamed, lessonsNamed } from '../classroom/namedLessons.ts';
import { readAnswers } from '../classroom/readAnswers.ts';
import { recordLesson } from '../classroom/record.ts';
import { makeLesson } from '../classroom/newLesson.ts';
import { lacking } from '../classroom/requirements.ts';
import { Shelf } from '../classroom/shelf.ts';
import { classCsv, mostBelieved } from '../lessons/answers.ts';
import { problemText } from '../lessons/problems.ts';
import { ownCommand } from '../procfs/remedies.ts';
import type { LessonOptions } from './lessonArguments.ts';
import { printable, printableLines } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { formatTable } from './table.ts';

/** Does what the words say. Exit status: 0 fine, 1 a lesson has problems or a folder could not be made. */
export async function lesson(program: Program, options: LessonOptions): Promise<ExitCode> {
  switch (options.action) {
    case 'list':
      return list(program, options.json);
    case 'check':
      return check(program, options);
    case 'record':
      return record(program, options);
    case 'class':
      return tabulate(program, options);
    case 'sheet':
    case 'pack':
      return draw(program, options);
    case 'new': {
      const made = await makeLesson(options.folder);
      if (!made.ok) return reportFailure(program, made);
      await program.print(
        `${printable(options.folder)} holds lesson.md and program.c. Change them, and check them with: ${ownCommand(`lesson check ${printable(withSlash(options.folder))}`)}\n`,
      );
      return exitCodes.fine;
    }
  }
}

/** A folder is told from the id of a shipped lesson by its slash. */
const withSlash = (folder: string): string => (folder.includes(sep) ? folder : `.${sep}${folder}`);

const shelfOf = ({ lessons }: Program): Shelf => new Shelf({ shipped: lessons, own: [] });

async function list(program: Program, json: boolean): Promise<ExitCode> {
  const rows = await shelfOf(program).list();
  if (json) {
    await program.print(`${JSON.stringify(rows, undefined, 2)}\n`);
    return exitCodes.fine;
  }
  await program.print(
    formatTable(
      [
        { heading: 'Lesson', align: 'left' },
        { heading: 'Title', align: 'left' },
        { heading: 'Minutes', align: 'right' },
        { heading: 'Steps', align: 'right' },
        { heading: 'Here', align: 'left' },
      ],
      rows.map(({ id, title, minutes, steps, lacking: missing, recorded }) => [
        id,
        title,
        String(minutes),
        String(steps),
        missing.length === 0 ? 'runs' : `${recorded ? 'from its recording. ' : ''}${missing.join(' ')}`,
      ]),
    ),
  );
  return exitCodes.fine;
}

const folderOf = (program: Program, word: string): string => folderNamed(program.lessons, word);

/** Prints the table of a class; a file that holds no answers to this lesson is named and left out. */
async function tabulate(
  program: Program,
  { lesson: named, files, believed }: Extract<LessonOptions, { action: 'class' }>,
): Promise<ExitCode> {
  const { read, problems } = await readLessonFolder(folderOf(program, named));
  for (const problem of problems) program.complain(printableLines(problemText(problem)));
  if (!read) return exitCodes.failed;
  const found = [];
  for (const file of files) {
    const answers = await readAnswers(file, read.lesson.id);
    if (answers.ok) found.push(answers.value);
    else reportFailure(program, answers);
  }
  if (found.length === 0) {
    program.complain(`None of the files holds answers to ${read.lesson.id}: there is no table to make.`);
    return exitCodes.failed;
  }
  const finished = found.length === files.length ? exitCodes.fine : exitCodes.failed;
  if (believed) {
    const rows = mostBelieved(read.lesson, found);
    await program.print(
      formatTable(
        [
          { heading: 'Misconception', align: 'left' },
          { heading: 'Believed', align: 'right' },
          { heading: 'Asked', align: 'right' },
          { heading: 'Why they say so', align: 'left' },
        ],
        rows.map((row) => [row.misconception, String(row.believed), String(row.asked), row.because]),
      ),
    );
    return finished;
  }
  await program.print(classCsv(read.lesson, found));
  return finished;
}

/** Sheets and packs are drawn by the page's pure parts, which only what renders may know. */
async function draw(
  program: Program,
  options: Extract<LessonOptions, { action: 'sheet' | 'pack' }>,
): Promise<ExitCode> {
  const { read, problems } = await readLessonFolder(folderOf(program, options.lesson));
  for (const problem of problems) program.complain(printableLines(problemText(problem)));
  if (!read) return exitCodes.failed;
  const { language } = options;
  const told = inLanguage(read, language === undefined ? [] : [language]);
  if (language !== undefined && told.lesson.language !== language) {
    const has = [read.lesson, ...read.translations].map((one) => one.language).join(', ');
    program.complain(`${read.lesson.id} is there in ${has} and not in ${printable(language)}.`);
    return exitCodes.failed;
  }
  return (await import('./renderLesson.ts')).renderLesson(program, told, options);
}

async function record(
  program: Program,
  { lessons, compiler }: Extract<LessonOptions, { action: 'record' }>,
): Promise<ExitCode> {
  const context = openContext();
  const options = { include: program.lessons, ...(compiler === undefined ? {} : { compiler }) };
  let fine = true;
  for (const named of lessons) {
    const { read, problems } = await readLessonFolder(folderOf(program, named));
    for (const problem of problems) program.complain(printableLines(problemText(problem)));
    const made = read && (await recordLesson(context, read, options));
    if (!made?.ok) {
      fine = false;
      if (made) reportFailure(program, made);
      continue;
    }
    const { file, bytes, steps } = made.value;
    await program.print(`${printable(file)}: ${steps} steps, ${Math.ceil(bytes / 1024)} KiB\n`);
  }
  return fine ? exitCodes.fine : exitCodes.failed;
}

async function check(
  program: Program,
  { lessons, json, compiler, recorded }: Extract<LessonOptions, { action: 'check' }>,
): Promise<ExitCode> {
  const context = openContext();
  const options = {
    include: program.lessons,
    cache: programCache(program.environment),
    ...(compiler === undefined ? {} : { compiler }),
  };
  const words = lessons.length > 0 ? lessons : (await shelfOf(program).list()).map(({ id }) => id);
  const named = await lessonsNamed(program.lessons, words);
  for (const failure of named.refused) reportFailure(program, failure);
  const { files } = named;
  if (named.lessons.length === 0 && files.length > 0) {
    program.complain(
      `${files.map(printable).join(', ')}: a lesson is a folder with a lesson.md, and this is ${files.length === 1 ? 'a file' : 'files'}. Name the folder.`,
    );
  }
  const results = [];
  try {
    for (const { word, folder } of named.lessons) {
      const run = recorded ? checkRecording : (read: LessonFolder) => checkLesson(context, read, options);
      const result = { lesson: word, ...(await checked(folder, recorded, run)) };
      results.push(result);
      if (json) continue;
      for (const problem of result.problems) program.complain(printableLines(problemText(problem)));
      await program.print(`${printable(word)}: ${verdictOf(result)}\n`);
    }
  } finally {
    await named.remove();
  }
  if (json) await program.print(`${JSON.stringify(results, undefined, 2)}\n`);
  const fine = named.refused.length === 0 && results.length > 0;
  return fine && results.every(({ problems }) => problems.length === 0) ? exitCodes.fine : exitCodes.failed;
}

type Checked = Pick<Awaited<ReturnType<typeof checkLesson>>, 'problems' | 'facts'> & {
  readonly steps: number;
  /** Why it could not be run here. */
  readonly lacking: readonly string[];
};

async function checked(
  folder: string,
  recorded: boolean,
  run: (read: LessonFolder) => ReturnType<typeof checkLesson>,
): Promise<Checked> {
  const { read, problems } = await readLessonFolder(folder);
  if (!read) return { problems, facts: [], steps: 0, lacking: [] };
  const missing = recorded ? [] : await lacking(read.lesson.requires);
  if (missing.length > 0) return { problems, facts: [], steps: 0, lacking: missing };
  const ran = await run(read);
  return {
    problems: [...problems, ...read.untranslated, ...ran.problems],
    facts: ran.facts,
    steps: ran.moments.length,
    lacking: [],
  };
}

function verdictOf({ problems, facts, steps, lacking: missing }: Checked): string {
  if (missing.length > 0) return `skipped: ${missing.join(' ')} Its recording is checked with --recorded.`;
  const found = problems.length === 0 ? 'no problems' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  const holding = facts.filter(({ holds }) => holds === true).length;
  return `${found}; ${steps} steps, ${holding} of ${facts.length} facts hold`;
}
