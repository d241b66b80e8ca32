/** `procatlas [PID|NAME|FILE…]`: the desktop face if it can run here, otherwise the browser face. */
import { startLiveService } from '../live/client.ts';
import { findDesktop } from './desktop.ts';
import { runDesktop } from './desktopRun.ts';
import { printable } from './printable.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { readSandboxFacts } from './sandbox.ts';
import { serve } from './serve.ts';
import { resolveShown, type Shown } from './target.ts';

/** Opens a process or files, or the page that lets one choose, in the best face there is. */
export async function open(program: Program, { targets }: { readonly targets: readonly string[] }): Promise<ExitCode> {
  const desktop = findDesktop({
    root: program.root,
    environment: program.environment,
    uid: process.getuid?.(),
    packaged: program.packaged,
    sandbox: readSandboxFacts(),
  });
  if ('obstacle' in desktop) return openBrowserFace(program, targets, desktop.obstacle);
  const shown = await resolveAll(program, targets);
  if ('exit' in shown) return shown.exit;
  const end = await runDesktop(desktop.electron, [...desktop.words, ...shown.words], program.environment);
  if (!end.shown) return openBrowserFace(program, shown.words, end.why);
  return end.fine ? exitCodes.fine : exitCodes.failed;
}

/** The browser face, with the reason in one line. It shows one thing; the other files are named, not lost in silence. */
function openBrowserFace(program: Program, targets: readonly string[], why: string): Promise<ExitCode> {
  const [target, ...others] = targets;
  if (others.length > 0) program.complain(`A browser shows one at a time: open ${others.join(', ')} from the page.`);
  const reason = `${why}, so the page is served to a browser instead:`;
  return serve(program, { ...(target === undefined ? {} : { target }), open: true, why: reason });
}

/** The words for the window's program: PIDs and whole paths, each looked at before a window opens. */
async function resolveAll(
  program: Program,
  targets: readonly string[],
): Promise<{ readonly words: readonly string[] } | { readonly exit: ExitCode }> {
  if (targets.length === 0) return { words: [] };
  const service = startLiveService(program.worker);
  const words: string[] = [];
  try {
    for (const target of targets) {
      const shown = await resolveShown(program, service, target);
      if ('exit' in shown) return shown;
      if ('pid' in shown && targets.length > 1) {
        program.complain(`One process at a time, or several files: “${printable(target)}” is a process.`);
        return { exit: exitCodes.usage };
      }
      words.push(wordOf(shown));
    }
    return { words };
  } finally {
    await service.close();
  }
}

const wordOf = (shown: Shown): string => ('pid' in shown ? String(shown.pid) : shown.file);
