import { expect, test } from 'vitest';
import type { Failure, Outcome, ProcessRow } from '@contract/calls.ts';
import { asBytes, asPid } from '@contract/units.ts';
import { openCommand } from '@main/desktop/openCommand.ts';
import type { LiveService } from '@main/live/service.ts';

const row = (pid: number, comm: string): ProcessRow => ({
  pid: asPid(pid),
  ppid: asPid(1),
  comm,
  cmdline: `/usr/bin/${comm}`,
  uid: 0,
  user: 'root',
  rss: asBytes(0),
  threads: 1,
  state: 'S',
  kernelThread: false,
});

const serviceWith = (answer: Outcome<readonly ProcessRow[]>): LiveService => {
  const notAsked = (): never => {
    throw new Error('not asked for');
  };
  return {
    call: (name) => (name === 'processes.list' ? Promise.resolve(answer as never) : notAsked()),
    capture: notAsked,
    openFile: notAsked,
    onWaits: notAsked,
    close: notAsked,
  };
};
const service = serviceWith({
  ok: true,
  value: [row(10, 'sshd'), row(20, 'bash'), row(21, 'bash'), row(99, 'procatlas')],
});
const open = (target: string) => openCommand(service, target, asPid(99));

test('a PID is opened as it is', async () => {
  await expect(open('4711')).resolves.toEqual({ ok: true, value: { command: 'open', pid: 4711 } });
});

test('a name that means one process is opened', async () => {
  await expect(open('sshd')).resolves.toEqual({ ok: true, value: { command: 'open', pid: 10 } });
});

test.each([
  ['4194305', 'No process can have the number 4194305.'],
  ['nobody', 'No process is called “nobody”.'],
  ['procatlas', 'No process is called “procatlas”.'],
])('%s gives the sentence “%s”', async (target, message) => {
  await expect(open(target)).resolves.toMatchObject({ ok: false, message });
});

test('a name that means several lists them', async () => {
  await expect(open('bash')).resolves.toMatchObject({
    ok: false,
    why: expect.stringContaining('20 bash, 21 bash') as string,
  });
});

test('a failure to list the processes is passed on', async () => {
  const failure: Failure = { ok: false, code: 'refused', message: 'No /proc.' };
  await expect(openCommand(serviceWith(failure), 'bash', asPid(99))).resolves.toEqual(failure);
});
