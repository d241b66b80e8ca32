/** A program that changes its address space one command at a time, and random commands for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { compile } from './programs.ts';

export interface ChangingProgram {
  readonly pid: number;
  /** Has it carry out one command; resolves when that is done. */
  tell(command: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it; `uid` makes it another user's. */
export async function startChanging(uid?: number): Promise<ChangingProgram> {
  const file = compile('changes');
  // Another user must be able to reach it.
  if (uid !== undefined) chmodSync(dirname(file), 0o755);
  const child = spawn(file, [], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    pid: child.pid ?? 0,
    async tell(command) {
      child.stdin.write(`${command}\n`);
      await lines.next();
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const pages = fc.constantFrom(1, 3, 16, 64, 256, 2048);

/** One command, each as likely as makes lively programs. */
export const changeCommand: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: pages.map((size) => `map ${size}`) },
  { weight: 1, arbitrary: fc.constant('unmap') },
  { weight: 4, arbitrary: pages.map((size) => `touch ${size}`) },
  { weight: 2, arbitrary: fc.nat(1).map((how) => `protect ${how}`) },
  { weight: 1, arbitrary: fc.constantFrom(1, 16, 40).map((size) => `brk ${size}`) },
  { weight: 3, arbitrary: fc.constant('thread') },
  { weight: 2, arbitrary: fc.constant('join') },
  { weight: 2, arbitrary: fc.constant('arena') },
  { weight: 3, arbitrary: fc.constantFrom(1, 100, 200, 2000).map((size) => `malloc ${size}`) },
  { weight: 2, arbitrary: fc.constant('free') },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 4).map((levels) => `recurse ${levels}`) },
  { weight: 1, arbitrary: fc.constant('return') },
);
