/**
 * How one command gives a name to a moment that another one records: a UNIX socket (unix(7)) in a folder that only its
 * owner may enter, named after the process that is recorded and the one that records. A line is a name; so is the answer
 * `ok`, or why there is none.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Pid } from '../contract/units.ts';

/** Longer names are of no use to anybody. */
const longestName = 1024;
/** Milliseconds for an answer: the next look may wait its turn for 5 s, and one look at 60,000 mappings takes a second. */
const patience = 30_000;

/** The folder, made if it is missing; undefined where it is another's, or open to others. */
function markFolder({ XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv): string | undefined {
  const own = process.getuid?.() ?? 0;
  const folder = runtime ? join(runtime, 'procatlas') : join(tmpdir(), `procatlas-${own}`);
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const facts = lstatSync(folder);
    return facts.isDirectory() && facts.uid === own && (facts.mode & 0o077) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Takes names for the moments of a process until it is closed. `mark` says why it could not; without a folder nobody gives any. */
export function listenForMarks(
  environment: NodeJS.ProcessEnv,
  pid: Pid,
  mark: (name: string) => Promise<string | undefined>,
): { close(): void } {
  const folder = markFolder(environment);
  const path = folder && join(folder, `${pid}.${process.pid}`);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      const name = line.trim().slice(0, longestName);
      if (name !== '') void mark(name).then((refusal) => socket.write(`${refusal ?? 'ok'}\n`));
    });
  });
  server.on('error', () => undefined);
  if (path) {
    // Left behind by one with the same number that was killed.
    rmSync(path, { force: true });
    server.listen(path);
    server.unref();
  }
  return {
    close() {
      server.close();
    },
  };
}

/** Gives a name to this moment in every recording of a process that is being made; what each has answered. */
export async function sendMark(environment: NodeJS.ProcessEnv, pid: Pid, name: string): Promise<readonly string[]> {
  const folder = markFolder(environment);
  const sockets = folder ? readdirSync(folder).filter((file) => file.startsWith(`${pid}.`)) : [];
  const answers = await Promise.all(
    sockets.map(async (file) => {
      const path = join(folder ?? '', file);
      const answer = await ask(connect(path), name.replaceAll(/\s+/g, ' '));
      // Nobody listens any more.
      if (answer === undefined) rmSync(path, { force: true });
      return answer;
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}

/** One question and its answer; undefined without one. */
function ask(socket: Socket, name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('error', () => {
      resolve(undefined);
    });
    socket.once('close', () => {
      resolve(undefined);
    });
    createInterface({ input: socket }).once('line', (line) => {
      resolve(line);
      socket.destroy();
    });
    socket.setTimeout(patience, () => {
      resolve(`Who records it has not answered for ${patience / 1000} s: it is stopped, or its disk does not answer.`);
      socket.destroy();
    });
    socket.write(`${name}\n`);
  });
}
