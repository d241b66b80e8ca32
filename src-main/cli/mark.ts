/** `procatlas mark`: gives a name to this moment of a recording that is being made. */
import { startLiveService } from '../live/client.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { sendMark } from './markSocket.ts';
import { printable } from './printable.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import type { MarkOptions } from './recordArguments.ts';
import { resolveTarget } from './target.ts';

/** Tells every recording of the process, and says so when there is none. */
export async function mark(program: Program, { target, name }: MarkOptions): Promise<ExitCode> {
  const service = startLiveService(program.worker);
  const found = await resolveTarget(program, service, target).finally(() => service.close());
  if ('exit' in found) return found.exit;
  const answers = await sendMark(program.environment, found.pid, name);
  if (answers.length === 0) {
    program.complain(
      `Nobody records process ${found.pid} as this user. “${ownCommand(`record ${found.pid} -o FILE.recording.gz`)}” does; in the page, M sets a mark.`,
    );
    return exitCodes.failed;
  }
  const refused = answers.find((answer) => answer !== 'ok');
  if (refused === undefined) return exitCodes.fine;
  program.complain(printable(refused));
  return exitCodes.failed;
}
