/** What every command is given: where it prints, and where the other parts of the program lie. */
import type { Failure } from '../contract/calls.ts';

/** Exit statuses that scripts may rely on. */
export const exitCodes = {
  fine: 0,
  failed: 1,
  usage: 2,
  exceeded: 3,
  noSuchProcess: 42,
  refusedAndMissing: 43,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The surroundings of a command. */
export interface Program {
  /** Prints text, or bytes as they are, to standard output; resolves when they have been taken. */
  readonly print: (text: string | Uint8Array) => Promise<void>;
  /** Prints one line to standard error. */
  readonly complain: (sentence: string) => void;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** The reading worker. */
  readonly worker: URL;
  /** Folder of the built page. */
  readonly assets: string;
  /** Folder of the package, which Electron is given as the app. */
  readonly root: string;
  /** Folder of the lessons that come with the program; a compiler must be able to read it. */
  readonly lessons: string;
  /** The window's own program, when a package's launcher runs this with it; see build/launcher.sh. */
  readonly packaged?: string | undefined;
}

/** Tells a failure in sentences and gives the exit status that belongs to it. */
export function reportFailure(program: Program, failure: Failure): ExitCode {
  program.complain([failure.message, failure.why, failure.remedy].filter((sentence) => sentence).join(' '));
  return failure.code === 'no-such-process' || failure.code === 'exited' ? exitCodes.noSuchProcess : exitCodes.failed;
}
