/** `procatlas [PID|NAME|FILE]`: the desktop face if it can run here, otherwise the browser face. */
import { spawn } from 'node:child_process';
import { startLiveService } from '../live/client.ts';
import { findDesktop } from './desktop.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { serve } from './serve.ts';
import { resolveShown, type Shown } from './target.ts';

/** Opens a process or a file, or the page that lets one choose, in the best face there is. */
export async function open(program: Program, { target }: { readonly target?: string }): Promise<ExitCode> {
  const desktop = findDesktop(program.root, program.environment, process.getuid?.());
  if ('obstacle' in desktop) {
    program.complain(`${desktop.obstacle}, so the page is served to a browser instead:`);
    return serve(program, { ...(target === undefined ? {} : { target }), open: true });
  }
  const resolved = target === undefined ? undefined : await resolveOnce(program, target);
  if (resolved && 'exit' in resolved) return resolved.exit;
  return runDesktop(program, desktop.electron, resolved);
}

async function resolveOnce(program: Program, target: string): ReturnType<typeof resolveShown> {
  const service = startLiveService(program.worker);
  try {
    return await resolveShown(program, service, target);
  } finally {
    await service.close();
  }
}

/** Runs the window until it is closed. */
function runDesktop(program: Program, electron: string, shown: Shown | undefined): Promise<ExitCode> {
  const words = [program.root, ...(shown === undefined ? [] : ['pid' in shown ? String(shown.pid) : shown.file])];
  const child = spawn(electron, words, { stdio: 'inherit', env: program.environment });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      program.complain(`The desktop window could not be started: ${error.message}`);
      resolve(exitCodes.failed);
    });
    child.on('exit', (code) => {
      resolve(code === 0 ? exitCodes.fine : exitCodes.failed);
    });
  });
}
