/** A process made of texts, whose files can fail or change at any read: races that no real process shows on demand. */
import type { TakeContext } from '@main/capture/context.ts';
import { ImageCache } from '@main/capture/images.ts';
import type { ProcReader, ReadFailure, ReadOutcome } from '@main/procfs/reader.ts';
import { asBytes, asMilliseconds } from '@contract/units.ts';

/** Above the largest pid there can be (4,194,304), so that nothing real is ever looked at. */
export const fakePid = 4_200_001;

const maps = `00400000-00402000 r-xp 00000000 fe:00 17                                 /none/program
00500000-00521000 rw-p 00000000 00:00 0                                  [heap]
7ffe00000000-7ffe00021000 rw-p 00000000 00:00 0                          [stack]
`;

/** smaps of a maps text: each line with two figures and flags. */
export const smapsOf = (text: string): string =>
  text.replace(/.+\n/g, '$&Size:                  4 kB\nRss:                   4 kB\nVmFlags: rd wr \n');

/** stat with the fields that matter; the rest is 0. */
export function statText(
  changes: {
    state?: string;
    startTime?: number;
    startStack?: string;
    threads?: number;
    flags?: number;
    comm?: string;
  } = {},
): string {
  const fields = Array.from({ length: 50 }, () => '0');
  fields[0] = changes.state ?? 'S';
  fields[1] = '1';
  fields[6] = String(changes.flags ?? 0);
  fields[17] = String(changes.threads ?? 1);
  fields[19] = String(changes.startTime ?? 1000);
  fields[23] = '4194304';
  fields[24] = '4202496';
  fields[25] = changes.startStack ?? '140728898420736';
  fields[44] = '5242880';
  return `${fakePid} (${changes.comm ?? 'fake'}) ${fields.join(' ')}\n`;
}

const status = 'Name:\tfake\nState:\tS (sleeping)\nUid:\t1000\t1000\t1000\t1000\nVmRSS:\t       8 kB\nThreads:\t1\n';

export type FakeFiles = Record<string, string>;

export const fakeFiles = (): FakeFiles => ({
  stat: statText(),
  maps,
  smaps: smapsOf(maps),
  status,
  auxv: '',
  limits:
    'Limit Soft Limit Hard Limit Units\nMax stack size            8388608              unlimited            bytes     \n',
  cmdline: './fake\0',
  mountinfo: '',
  exe: '',
});

export const absent: ReadFailure = { status: 'absent', why: 'It is gone.', cost: asMilliseconds(0) };
export const refused: ReadFailure = {
  status: 'refused',
  why: 'It is closed.',
  remedy: 'sudo',
  cost: asMilliseconds(0),
};

export interface FakeReader extends ProcReader {
  /** Paths in the order in which they were read. */
  readonly log: string[];
}

/** A reader of such files; `interfere` may change the files before each read, or answer in their place. */
export function fakeReader(
  files: FakeFiles,
  interfere: (read: number, path: string, files: FakeFiles) => ReadFailure | undefined = () => undefined,
): FakeReader {
  const log: string[] = [];
  const open = (path: string): ReadOutcome<Uint8Array> => {
    log.push(path);
    const failure = interfere(log.length - 1, path, files);
    if (failure) return failure;
    const text = files[path.replace(`${fakePid}/`, '')];
    if (text === undefined) return absent;
    const value = new TextEncoder().encode(text);
    return { status: 'read', value, bytes: asBytes(value.length), cost: asMilliseconds(0) };
  };
  return {
    root: '/nonexistent',
    log,
    read: open,
    readChunks: (path, onChunk, shouldStop = () => false) => {
      const outcome = open(path);
      if (outcome.status !== 'read') return outcome;
      let stopped = false;
      for (let at = 0; at < outcome.value.length && !stopped; at += 64) {
        onChunk(outcome.value.subarray(at, at + 64));
        stopped = shouldStop();
      }
      return { ...outcome, value: { stopped } };
    },
    readLink: (path) => {
      const outcome = open(path);
      return outcome.status === 'read' ? { ...outcome, value: '/none/program' } : outcome;
    },
    list: (path) => {
      const outcome = open(path);
      if (outcome.status === 'absent' && path.endsWith('/task')) {
        return { status: 'read', value: [String(fakePid)], bytes: asBytes(0), cost: asMilliseconds(0) };
      }
      return outcome.status === 'read' ? { ...outcome, value: [] } : outcome;
    },
  };
}

export const fakeContext = (reader: ProcReader): TakeContext => ({
  reader,
  users: { name: () => 'ada' },
  images: new ImageCache(),
  machine: { kernel: '6.12', architecture: 'x86_64', pageSize: asBytes(4096) },
  bootId: 'boot',
});
