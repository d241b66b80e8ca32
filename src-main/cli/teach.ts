/** `procatlas teach FOLDER…`: the browser face with lessons of one's own. Their programs are compiled and run. */
import { resolve } from 'node:path';
import { Shelf } from '../classroom/shelf.ts';
import { printable } from './printable.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { serve } from './serve.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** What to teach from and how to serve it. */
export interface TeachOptions {
  readonly folders: readonly string[];
  readonly port?: number;
  readonly open: boolean;
}

/** Looks first whether every folder holds a lesson that can be read, says what else there is, and serves the page. */
export async function teach(program: Program, { folders, ...serving }: TeachOptions): Promise<ExitCode> {
  const paths = folders.map((folder) => resolve(folder));
  for (const [index, path] of paths.entries()) {
    const found = (await new Shelf({ shipped: program.lessons, own: [path] }).list()).filter(({ own }) => own);
    if (found.length > 0) continue;
    program.complain(
      `${printable(folders[index] ?? '')} holds no lesson that can be read: “${ownCommand('lesson check FOLDER')}” says why, and “${ownCommand('lesson new FOLDER')}” makes a first one.`,
    );
    return exitCodes.failed;
  }
  return serve(program, { ...serving, lessons: paths });
}
