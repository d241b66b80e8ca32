/**
 * Whose socket is at the other end of a loopback connection. Every user of a machine may connect to 127.0.0.1, and a
 * server that root runs reads the memory of everybody; so only those who started it get an answer at all.
 */
import { readFileSync } from 'node:fs';

/** The files that list the sockets of our network namespace (proc_pid_net(5)); an IPv6 client shows in the second. */
const tables = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/** 127.0.0.1 as the kernel prints it there: words of 32 bits in the machine's byte order. */
const loopback = ['0100007F', '0000000000000000FFFF00000100007F', '7F000001', '00000000000000000000FFFF7F000001'];

const portText = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The user id in one line of such a table, if the line is the client's end of a connection; undefined otherwise. */
export function ownerInTable(table: string, clientPort: number, serverPort: number): number | undefined {
  const client = loopback.map((address) => `${address}:${portText(clientPort)}`);
  const server = loopback.map((address) => `${address}:${portText(serverPort)}`);
  for (const line of table.split('\n')) {
    const [, local = '', remote = '', , , , , uid = ''] = line.trim().split(/\s+/);
    if (client.includes(local) && server.includes(remote) && /^\d+$/.test(uid)) return Number(uid);
  }
  return undefined;
}

/** The user ids of all sockets that listen on a port, on whatever address (state 0A is TCP_LISTEN, net/tcp_states.h). */
export function listenersInTable(table: string, port: number): readonly number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid = ''] = line.trim().split(/\s+/);
    return local.endsWith(`:${portText(port)}`) && state === '0A' && /^\d+$/.test(uid) ? [Number(uid)] : [];
  });
}

/** The tables' texts; fewer, or none, where the kernel does not show them. */
function readTables(): readonly string[] {
  return tables.flatMap((file) => {
    try {
      return [readFileSync(file, 'latin1')];
    } catch {
      return [];
    }
  });
}

/** Who owns the client's end, `unknown` when no line shows it, `unreadable` where the kernel shows no such tables. */
export function ownerOfPeer(clientPort: number, serverPort: number): number | 'unknown' | 'unreadable' {
  const texts = readTables();
  for (const table of texts) {
    const owner = ownerInTable(table, clientPort, serverPort);
    if (owner !== undefined) return owner;
  }
  return texts.length > 0 ? 'unknown' : 'unreadable';
}

/** Whether a port is listened on by these users and by nobody else; false when nobody listens or no table is shown. */
export function isListenedOnBy(port: number, users: ReadonlySet<number>): boolean {
  const owners = readTables().flatMap((table) => listenersInTable(table, port));
  return owners.length > 0 && owners.every((owner) => users.has(owner));
}

/** What a login that was never audited looks like in `/proc/self/loginuid`. */
const noLogin = 0xffff_ffff;

/**
 * The users who may connect: ourselves and, when we are root, the person who became root to start us, as sudo, pkexec
 * or the kernel's audit (which survives su) tell.
 */
export function trustedUsers(own: number, environment: NodeJS.ProcessEnv, login: string): ReadonlySet<number> {
  const users = new Set([own]);
  if (own !== 0) return users;
  for (const text of [environment.SUDO_UID, environment.PKEXEC_UID, login.trim()]) {
    if (text !== undefined && /^\d+$/.test(text) && Number(text) !== noLogin) users.add(Number(text));
  }
  return users;
}

/** {@link trustedUsers} of this process. */
export function ownTrustedUsers(environment: NodeJS.ProcessEnv = process.env): ReadonlySet<number> {
  let login = '';
  try {
    login = readFileSync('/proc/self/loginuid', 'latin1');
  } catch {
    // A kernel without audit has no such file.
  }
  return trustedUsers(process.geteuid?.() ?? 0, environment, login);
}
