import { createServer, type AddressInfo } from 'node:net';
import { isListenedOnBy, listenersInTable, ownerInTable, trustedUsers } from '@main/web/peers.ts';
import { Launches, launchLife } from '@main/web/launches.ts';
import { describe, expect, it } from 'vitest';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (local: string, remote: string, uid: number): string =>
  `   1: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 12345 1 0000000000000000 20 4 30 10 -1`;

describe('the owner of a connection', () => {
  it('is that of the client’s end, not of ours', () => {
    const table = [head, line('0100007F:1F90', '0100007F:D431', 0), line('0100007F:D431', '0100007F:1F90', 1000)].join(
      '\n',
    );
    expect(ownerInTable(table, 0xd431, 0x1f90)).toBe(1000);
  });

  it('is found for a client that speaks IPv6 to an IPv4 address, and on a big-endian machine', () => {
    const mapped = '0000000000000000FFFF00000100007F';
    expect(ownerInTable(line(`${mapped}:D431`, `${mapped}:1F90`, 65534), 0xd431, 0x1f90)).toBe(65534);
    expect(ownerInTable(line('7F000001:0050', '7F000001:1F90', 7), 80, 0x1f90)).toBe(7);
  });

  it('is unknown when only others are listed', () => {
    expect(
      ownerInTable([head, line('0100007F:D432', '0100007F:1F90', 1000)].join('\n'), 0xd431, 0x1f90),
    ).toBeUndefined();
    expect(ownerInTable('', 1, 2)).toBeUndefined();
  });
});

describe('the owner of a port', () => {
  it('is everybody who listens on it, and nobody who is only connected to it', () => {
    const listening = line('00000000:1435', '00000000:0000', 65534).replace(' 01 ', ' 0A ');
    const table = [head, listening, line('0100007F:1435', '0100007F:D431', 1000)].join('\n');
    expect(listenersInTable(table, 5173)).toEqual([65534]);
    expect(listenersInTable(table, 80)).toEqual([]);
  });

  it('is ourselves for a server of ours, and nobody once it is closed', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const own = new Set([process.geteuid!()]);
    expect(isListenedOnBy(port, own)).toBe(true);
    expect(isListenedOnBy(port, new Set([65_533]))).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(isListenedOnBy(port, own)).toBe(false);
  });
});

describe('who is trusted', () => {
  it('is an ordinary user alone, whatever the environment says', () => {
    expect([...trustedUsers(1000, { SUDO_UID: '1001' }, '1002')]).toEqual([1000]);
  });

  it('is, beside root, the person who became root', () => {
    expect([...trustedUsers(0, { SUDO_UID: '1001' }, '4294967295\n')]).toEqual([0, 1001]);
    expect([...trustedUsers(0, { PKEXEC_UID: '1003' }, '1002\n')]).toEqual([0, 1003, 1002]);
    expect([...trustedUsers(0, { SUDO_UID: 'x; 5' }, '')]).toEqual([0]);
  });
});

describe('an address for one use', () => {
  it('leads somewhere once, and tells when it is asked for again', () => {
    const launches = new Launches();
    const path = launches.add('/#token=a');
    expect(launches.take(path)).toEqual({ location: '/#token=a' });
    expect(launches.take(path)).toBe('taken');
    expect(launches.take('/open/other')).toBeUndefined();
  });

  it('is void when nobody has used it in time', () => {
    let now = 0;
    const launches = new Launches(() => now);
    const path = launches.add('/#token=a');
    now = launchLife + 1;
    expect(launches.take(path)).toBeUndefined();
  });
});
