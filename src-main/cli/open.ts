/** `procatlas [PID|NAME|FILE]`: the desktop face if it can run here, otherwise the browser face. */
import { startLiveService } from '../live/client.ts';
import { findDesktop } from './desktop.ts';
import type { ExitCode, Program } from './program.ts';
import { runDesktop } from './runDesktop.ts';
import { serve } from './serve.ts';
import { resolveShown } from './target.ts';

/** Opens a process or a file, or the page that lets one choose, in the best face there is. */
export async function open(program: Program, { target }: { readonly target?: string }): Promise<ExitCode> {
  const desktop = findDesktop(program.root, program.environment, process.getuid?.());
  const instead = (obstacle: string): Promise<ExitCode> => {
    program.complain(`${obstacle}, so the page is served to a browser instead:`);
    return serve(program, { ...(target === undefined ? {} : { target }), open: true });
  };
  if ('obstacle' in desktop) return instead(desktop.obstacle);
  const resolved = target === undefined ? undefined : await resolveOnce(program, target);
  if (resolved && 'exit' in resolved) return resolved.exit;
  const shown = resolved === undefined ? [] : ['pid' in resolved ? String(resolved.pid) : resolved.file];
  const end = await runDesktop(desktop.electron, [program.root, ...shown], program.environment);
  return 'obstacle' in end ? instead(end.obstacle) : end.exit;
}

async function resolveOnce(program: Program, target: string): ReturnType<typeof resolveShown> {
  const service = startLiveService(program.worker);
  try {
    return await resolveShown(program, service, target);
  } finally {
    await service.close();
  }
}
