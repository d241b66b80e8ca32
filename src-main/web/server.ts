/**
 * The browser face's server: static files and one WebSocket, on the loopback interface only. There is no option to
 * listen elsewhere: whoever needs that should tunnel it (`ssh -L`), which authenticates and encrypts.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { importLimit, type Versions } from '../contract/calls.ts';
import type { Pid } from '../contract/units.ts';
import type { LiveService } from '../live/service.ts';
import { listAssets } from './assets.ts';
import { serveConnection } from './connection.ts';
import { isOwnRequest, isOwnUpgrade, newSecret } from './guard.ts';
import { securityHeaders } from './headers.ts';

/** What the web server needs. */
export interface WebServerOptions {
  readonly service: LiveService;
  readonly versions: Versions;
  /** Folder of the built page. */
  readonly assets: string;
  /** Whole path of a file that pages open first. */
  readonly file?: string;
  /** 0 or nothing: any free port. */
  readonly port?: number;
}

/** A running web server. */
export interface WebServer {
  /** Address of the page for people to copy, with the token in its fragment, which is never sent to a server. */
  readonly url: string;
  /** The same, opening a process at once. */
  urlFor(pid: Pid | undefined): string;
  /**
   * An address for the command line of a browser, good for one use: other users of the machine can read command
   * lines, so the token must not be in it. It redirects to {@link urlFor}.
   */
  launchUrl(pid: Pid | undefined): string;
  /** Closes every connection and stops listening. The service stays open. */
  close(): Promise<void>;
}

/** An import with its name and the frame around it; every other request is small. Nobody sends anything without the token. */
const largestRequest = importLimit + 65_536;

/** Starts the server. Rejects with an Error when the port is taken or the page has not been built. */
export async function startWebServer({
  service,
  versions,
  assets: folder,
  file,
  port = 0,
}: WebServerOptions): Promise<WebServer> {
  const assets = listAssets(folder);
  const token = newSecret();
  /** Request path of each unused launch address, and where it leads. */
  const launches = new Map<string, string>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, text: string, more: Record<string, string> = {}): void => {
      response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', ...more });
      response.end(`${text}\n`);
    };
    if (!isOwnRequest(request.headers, ownPort)) {
      refuse(403, 'This address is served to its own page only.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(405, 'Only GET and HEAD are answered.', { allow: 'GET, HEAD' });
      return;
    }
    const [path = ''] = (request.url ?? '').split('?');
    const launch = request.method === 'GET' ? launches.get(path) : undefined;
    if (launch !== undefined) {
      launches.delete(path);
      refuse(303, 'See the page.', { location: launch });
      return;
    }
    const asset = assets.get(path);
    if (!asset) {
      refuse(404, 'There is no such file.');
      return;
    }
    const body = await readFile(asset.file).catch(() => undefined);
    if (!body) {
      refuse(404, 'The page has been rebuilt or removed. Restart procatlas.');
      return;
    }
    response.writeHead(200, { ...securityHeaders, 'content-type': asset.type, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequest,
    perMessageDeflate: false,
    // Only one subprotocol gets past the guard; the browser insists on hearing it back.
    handleProtocols: ([only]) => only ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url !== '/' || !isOwnUpgrade(request.headers, ownPort, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      serveConnection(connection, service, versions, file);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const ownPort = (server.address() as AddressInfo).port;
  const base = `http://127.0.0.1:${ownPort}`;
  const fragment = (pid: Pid | undefined): string => `/#token=${token}${pid === undefined ? '' : `&pid=${pid}`}`;

  return {
    url: base + fragment(undefined),
    urlFor: (pid) => base + fragment(pid),
    launchUrl(pid) {
      const path = `/open/${newSecret()}`;
      launches.set(path, fragment(pid));
      return base + path;
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      await closed;
    },
  };
}
