/** `procatlas lesson`: lists the lessons that are shipped, checks lessons on this machine, and makes a first one. */
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { openContext } from '../capture/context.ts';
import { checkLesson } from '../classroom/check.ts';
import { readLessonFolder, type LessonFolder } from '../classroom/lessonFolder.ts';
import { makeLesson } from '../classroom/newLesson.ts';
import { lacking } from '../classroom/requirements.ts';
import { problemText } from '../lessons/problems.ts';
import { namePattern } from '../lessons/expression.ts';
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

/** Folder of the lessons that come with the program. */
const shippedFolder = (program: Program): string => join(program.root, 'build', 'lessons');

/** A folder is told from the id of a shipped lesson by its slash. */
const withSlash = (folder: string): string => (folder.includes(sep) ? folder : `.${sep}${folder}`);

async function shippedIds(program: Program): Promise<string[]> {
  const entries = await readdir(shippedFolder(program), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function list(program: Program, json: boolean): Promise<ExitCode> {
  const rows = [];
  for (const id of await shippedIds(program)) {
    const { read } = await readLessonFolder(join(shippedFolder(program), id));
    if (!read) continue;
    const { title, minutes, after, requires, steps } = read.lesson;
    rows.push({ id, title, minutes, steps: steps.length, after, lacking: await lacking(requires) });
  }
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
      rows.map(({ id, title, minutes, steps, lacking: missing }) => [
        id,
        title,
        String(minutes),
        String(steps),
        missing.length === 0 ? 'runs' : missing.join(' '),
      ]),
    ),
  );
  return exitCodes.fine;
}

async function check(
  program: Program,
  { lessons, json, compiler }: Extract<LessonOptions, { action: 'check' }>,
): Promise<ExitCode> {
  const context = openContext();
  const options = {
    include: shippedFolder(program),
    cache: join(program.environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'procatlas', 'lessons'),
    ...(compiler === undefined ? {} : { compiler }),
  };
  const results = [];
  for (const named of lessons.length > 0 ? lessons : await shippedIds(program)) {
    const folder = namePattern.test(named) ? join(shippedFolder(program), named) : named;
    const result = { lesson: named, ...(await checked(folder, (read) => checkLesson(context, read, options))) };
    results.push(result);
    if (json) continue;
    for (const problem of result.problems) program.complain(printableLines(problemText(problem)));
    await program.print(`${printable(named)}: ${verdictOf(result)}\n`);
  }
  if (json) await program.print(`${JSON.stringify(results, undefined, 2)}\n`);
  return results.every(({ problems }) => problems.length === 0) ? exitCodes.fine : exitCodes.failed;
}

type Checked = Pick<Awaited<ReturnType<typeof checkLesson>>, 'problems' | 'facts'> & {
  readonly steps: number;
  /** Why it could not be run here. */
  readonly lacking: readonly string[];
};

async function checked(folder: string, run: (read: LessonFolder) => ReturnType<typeof checkLesson>): Promise<Checked> {
  const { read, problems } = await readLessonFolder(folder);
  if (!read) return { problems, facts: [], steps: 0, lacking: [] };
  const missing = await lacking(read.lesson.requires);
  if (missing.length > 0) return { problems, facts: [], steps: 0, lacking: missing };
  const ran = await run(read);
  return { problems: [...problems, ...ran.problems], facts: ran.facts, steps: ran.moments.length, lacking: [] };
}

function verdictOf({ problems, facts, steps, lacking: missing }: Checked): string {
  if (missing.length > 0) return `skipped: ${missing.join(' ')}`;
  const found = problems.length === 0 ? 'no problems' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  const holding = facts.filter(({ holds }) => holds === true).length;
  return `${found}; ${steps} steps, ${holding} of ${facts.length} facts hold`;
}
