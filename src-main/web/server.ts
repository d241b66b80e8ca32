/**
 * The browser face's server: static files and one WebSocket, on the loopback interface only. There is no option to
 * listen elsewhere: whoever needs that should tunnel it (`ssh -L`), which authenticates and encrypts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { importLimit, type Versions } from '../contract/calls.ts';
import { stolenCode } from '../contract/frames.ts';
import type { Pid } from '../contract/units.ts';
import type { LiveService } from '../live/service.ts';
import { listAssets, loadAssets } from './assets.ts';
import { serveConnection } from './connection.ts';
import { isOwnRequest, isOwnUpgrade, newSecret } from './guard.ts';
import { securityHeaders } from './headers.ts';
import { Launches } from './launches.ts';
import { ownerOfPeer, ownTrustedUsers } from './peers.ts';

/** A page that is served from its sources, and changes while it is looked at; the guards before it are the same. */
export interface DevelopmentPage {
  /** Answers a request that may be answered. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Whether an upgrade is for the connection that changes come by, which it then answers by itself. */
  takesUpgrade(request: IncomingMessage): boolean;
}

/** What the web server needs. */
export interface WebServerOptions {
  readonly service: LiveService;
  readonly versions: Versions;
  /** Folder of the built page; or, for its developers, what serves the page from its sources at this server. */
  readonly assets: string | ((server: Server) => Promise<DevelopmentPage>);
  /** Whole path of a file that pages open first. */
  readonly file?: string;
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** Told when an address for a browser was asked for twice; everything that knew the old token has been cut off. */
  readonly stolen?: (newUrl: string) => void;
  /** Whose connections are answered; the person who runs this program unless a test says otherwise. */
  readonly users?: ReadonlySet<number>;
}

/** A running web server. */
export interface WebServer {
  /** Address of the page for people to copy, with the token in its fragment, which is never sent to a server. */
  readonly url: string;
  /** The same, opening a process at once. */
  urlFor(pid: Pid | undefined): string;
  /**
   * An address that leads a browser to {@link urlFor} once and soon. Asked for a second time it has been taken by
   * somebody else: then the token is void, its pages are cut off, and `stolen` is called with the new address.
   */
  launchUrl(pid: Pid | undefined): string;
  /** Closes every connection and stops listening. The service stays open. */
  close(): Promise<void>;
}

/** An import with its name and the frame around it; every other request is small. Nobody sends anything without the token. */
const largestRequest = importLimit + 65_536;

/**
 * What a stranger without the token may cost. A browser keeps at most six connections for files and one for each
 * page's socket; 1,500 silent ones with 50 requests each had taken 3.8 GB.
 */
const limits = {
  connections: 128,
  /** Connections of other users that are told why; more are cut off at once, so that they take nobody's place. */
  strangers: 8,
  requestsPerConnection: 64,
  headers: 5000,
  request: 10_000,
  idle: 5000,
} as const;

/** Starts the server. Rejects with an Error when the port is taken or the page has not been built. */
export async function startWebServer({
  service,
  versions,
  assets: page,
  file,
  port = 0,
  stolen,
  users = ownTrustedUsers(),
}: WebServerOptions): Promise<WebServer> {
  // Read once and shared by all answers: some two MiB, however many ask.
  const assets = typeof page === 'string' ? loadAssets(listAssets(page)) : new Map<string, never>();
  let development: DevelopmentPage | undefined;
  let token = newSecret();
  const launches = new Launches();
  const strangers = new Set<Socket>();

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const refuse = (status: number, text: string, more: Record<string, string> = {}): void => {
      response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', ...more });
      response.end(`${text}\n`);
    };
    if (strangers.has(request.socket)) {
      refuse(403, 'This address is served to the user who started Procatlas only.', { connection: 'close' });
      return;
    }
    if (!isOwnRequest(request.headers, ownPort)) {
      refuse(403, 'This address is served to its own page only.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(405, 'Only GET and HEAD are answered.', { allow: 'GET, HEAD' });
      return;
    }
    const [path = ''] = (request.url ?? '').split('?');
    const launch = request.method === 'GET' ? launches.take(path) : undefined;
    if (launch === 'taken') {
      voidToken();
      refuse(410, takenSentence);
      return;
    }
    if (launch) {
      refuse(303, 'See the page.', { location: launch.location });
      return;
    }
    if (development) {
      development.answer(request, response);
      return;
    }
    const asset = assets.get(path);
    if (!asset) {
      refuse(404, 'There is no such file.');
      return;
    }
    const { body, type } = asset;
    response.writeHead(200, { ...securityHeaders, 'content-type': type, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

  /** Whoever knows the old token is cut off; the person at the terminal gets a new address. */
  const voidToken = (): void => {
    token = newSecret();
    launches.void();
    for (const client of sockets.clients) client.close(stolenCode, 'the address was taken');
    stolen?.(base + fragment(undefined));
  };

  const server = createServer(
    { headersTimeout: limits.headers, requestTimeout: limits.request, keepAliveTimeout: limits.idle },
    answer,
  );
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  server.on('connection', (socket: Socket) => {
    const owner = ownerOfPeer(socket.remotePort ?? 0, ownPort);
    // Where the kernel shows no table the token alone decides. A socket that has gone meanwhile is in no table.
    if (owner !== 'unreadable' && (owner === 'unknown' || !users.has(owner))) {
      if (strangers.size >= limits.strangers) {
        socket.destroy();
        return;
      }
      strangers.add(socket);
      socket.once('close', () => strangers.delete(socket));
    }
    // A client that takes nothing of its answer for this long is cut off; a page's socket lifts the limit.
    socket.setTimeout(limits.request, () => socket.destroy());
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequest,
    perMessageDeflate: false,
    // Only one subprotocol gets past the guard; the browser insists on hearing it back.
    handleProtocols: ([only]) => only ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const known = !strangers.has(request.socket) && isOwnRequest(request.headers, ownPort);
    if (known && development?.takesUpgrade(request)) return;
    if (strangers.has(request.socket) || request.url !== '/' || !isOwnUpgrade(request.headers, ownPort, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    request.socket.setTimeout(0);
    sockets.handleUpgrade(request, socket, head, (connection) => {
      serveConnection(connection, service, versions, file);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const ownPort = (server.address() as AddressInfo).port;
  if (typeof page === 'function') development = await page(server);
  const base = `http://127.0.0.1:${ownPort}`;
  const fragment = (pid: Pid | undefined): string => `/#token=${token}${pid === undefined ? '' : `&pid=${pid}`}`;

  return {
    get url() {
      return base + fragment(undefined);
    },
    urlFor: (pid) => base + fragment(pid),
    launchUrl: (pid) => base + launches.add(fragment(pid)),
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

const takenSentence =
  'This address has been used before, and it is good for one use: somebody may have taken it. It is void now, and so is every page that came from it. The terminal of procatlas shows a new one.';
