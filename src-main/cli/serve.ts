/** `procatlas serve`: the browser face. */
import { documentsBeside, samplesBeside } from '../classroom/shippedBeside.ts';
import { ownVersions } from '../ipc/versions.ts';
import { startLiveService } from '../live/client.ts';
import { startWebServer, type WebServerOptions } from '../web/server.ts';
import { hasDisplay, openBrowser } from './browser.ts';
import { writeLaunchPage, type LaunchPage } from './launchPage.ts';
import { exitCodes, type ExitCode, type Program } from './program.ts';
import { resolveShown } from './target.ts';

/** What to serve and how. */
export interface ServeOptions {
  /** A PID, a name or a file. */
  readonly target?: string;
  readonly port?: number;
  /** Open a browser. */
  readonly open: boolean;
  /** Folders of lessons besides the shipped ones, as whole paths. */
  readonly lessons?: readonly string[];
  /** Why a browser is to show it, said once it is known that there is something to show. */
  readonly why?: string;
  /** In place of the built page its sources; see build/dev.js. */
  readonly page?: WebServerOptions['assets'];
}

/** Serves the page until SIGINT or SIGTERM. Prints exactly one line to standard output: the page's address. */
export async function serve(
  program: Program,
  { target, port, open, why, page: sources, lessons = [] }: ServeOptions,
): Promise<ExitCode> {
  const service = startLiveService(program.worker, {
    lessons: { shipped: program.lessons, own: lessons },
    samples: samplesBeside(program.root),
    documents: documentsBeside(program.root),
  });
  let page: LaunchPage | undefined;
  try {
    const resolved = target === undefined ? undefined : await resolveShown(program, service, target);
    if (resolved && 'exit' in resolved) return resolved.exit;
    const pid = resolved && 'pid' in resolved ? resolved.pid : undefined;
    const file = resolved && 'file' in resolved ? resolved.file : undefined;
    const interrupted = untilInterrupted();
    const server = await startWebServer({
      service,
      versions: ownVersions('browser'),
      assets: sources ?? program.assets,
      ...(port === undefined ? {} : { port }),
      ...(file === undefined ? {} : { file }),
      stolen: (url) => {
        program.complain(
          `The address that was given to the browser has been asked for twice, so somebody else may have it. It is void, and every page has been cut off. Open this one instead:\n${url}`,
        );
      },
    });
    if (why !== undefined) program.complain(why);
    await program.print(`${server.urlFor(pid)}\n`);
    if (open && hasDisplay(program.environment)) {
      page = writeLaunchPage(server.launchUrl(pid), program.environment);
      openBrowser(page.url, program.environment);
    }
    await interrupted;
    await server.close();
    return exitCodes.fine;
  } catch (error) {
    program.complain(startFailure(error, port));
    return exitCodes.failed;
  } finally {
    page?.remove();
    if ((await service.close()) === 'waits') {
      program.complain('A read still waits for a file system that does not answer. The program ends without it.');
      // An orderly end would wait for the thread, and so for the file system.
      process.kill(process.pid, 'SIGKILL');
    }
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one while closing changes nothing. */
const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });

function startFailure(error: unknown, port: number | undefined): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port ?? 0} is in use. Leave --port away to get a free one.`;
  if (code === 'EACCES') return `Port ${port ?? 0} is not open to you: ports below 1024 need a privilege.`;
  return `The page could not be served: ${error instanceof Error ? error.message : String(error)}.`;
}
