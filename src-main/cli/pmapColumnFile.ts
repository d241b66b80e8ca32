/** procps's column files on disk: `~/.pmaprc`, or the file named. */
import { openSync, readFileSync, writeSync, closeSync } from 'node:fs';
import { parseRcFile, rcTemplate, type ColumnFile } from '../pmap/rcFile.ts';

type Complain = (message: string) => void;

/** The default file, shared with procps; undefined, having said why, without a home. */
function defaultFile({ HOME }: NodeJS.ProcessEnv, complain: Complain): string | undefined {
  if (HOME !== undefined) return `${HOME}/.pmaprc`;
  complain('HOME variable undefined');
  return undefined;
}

/** Reads a column file; `unreadable` after having said so. */
export function readColumnFile(
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
  complain: Complain,
): ColumnFile | 'unreadable' {
  const file = named ?? defaultFile(environment, complain);
  if (file === undefined) return 'unreadable';
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    complain(named === undefined ? `couldn't read ~/.pmaprc: ${why}` : `couldn't read the rc file: ${why}`);
    return 'unreadable';
  }
  const columns = parseRcFile(text);
  columns.warnings.forEach(complain);
  return columns;
}

/** Writes the template where no file is yet; says what became of it. */
export function createColumnFile(
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
  complain: Complain,
): boolean {
  const file = named ?? defaultFile(environment, complain);
  if (file === undefined) return false;
  try {
    const descriptor = openSync(file, 'wx', 0o666);
    try {
      writeSync(descriptor, rcTemplate);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      complain('the file already exists - delete or rename it first');
    } else {
      complain(error instanceof Error ? error.message : String(error));
    }
    complain(named === undefined ? "couldn't create ~/.pmaprc" : "couldn't create the rc file");
    return false;
  }
  const name = named === undefined ? '~/.pmaprc' : 'rc';
  complain(`${name} file successfully created, feel free to edit the content`);
  return true;
}
