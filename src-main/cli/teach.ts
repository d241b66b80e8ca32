/** `procatlas teach FOLDER…`: the browser face with lessons of one's own. Their programs are compiled and run. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Shelf } from '../classroom/shelf.ts';
import { unpackLesson, type Unpacked } from '../classroom/zip.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import { serve } from './serve.ts';
import { ownCommand } from '../procfs/remedies.ts';

/** What to teach from (folders, or zips of them) and how to serve it. */
export interface TeachOptions {
  readonly folders: readonly string[];
  readonly port?: number;
  readonly open: boolean;
}

/**
 * Looks first whether every folder holds a lesson that can be read, says what else there is, and serves the page. A zip is
 * unpacked for as long as the page is served.
 */
export async function teach(program: Program, { folders, ...serving }: TeachOptions): Promise<ExitCode> {
  const unpacked: Unpacked[] = [];
  try {
    const paths: string[] = [];
    for (const named of folders) {
      if (!named.endsWith('.zip')) {
        paths.push(resolve(named));
        continue;
      }
      const outcome = await unpackLesson(resolve(named));
      if (!outcome.ok) return reportFailure(program, outcome);
      unpacked.push(outcome.value);
      paths.push(outcome.value.folder);
    }
    for (const [index, path] of paths.entries()) {
      if (!existsSync(path)) {
        program.complain(`There is no folder ${printable(folders[index] ?? '')}. Check the name.`);
        return exitCodes.failed;
      }
      const found = (await new Shelf({ shipped: program.lessons, own: [path] }).list()).filter(({ own }) => own);
      if (found.length > 0) continue;
      program.complain(
        `${printable(folders[index] ?? '')} holds no lesson that can be read: “${ownCommand('lesson check FOLDER')}” says why, and “${ownCommand('lesson new FOLDER')}” makes a first one.`,
      );
      return exitCodes.failed;
    }
    return await serve(program, { ...serving, lessons: paths });
  } finally {
    await Promise.all(unpacked.map((one) => one.remove()));
  }
}
