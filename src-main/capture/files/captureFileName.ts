/** What a saved capture is called. */
import type { Capture } from '../../contract/capture.ts';

/** A name that says what it is of and that every system takes: `procatlas-python3-4711.json.gz`. */
export function captureFileName({ process, source }: Capture, compress: boolean): string {
  const knows = (fact: 'name' | 'pid'): boolean => source?.unknown.includes(fact) !== true;
  const words = [
    'procatlas',
    ...((knows('name') ? process.comm : (source?.name ?? '')).match(/[\w.-]+/g) ?? []),
    ...(knows('pid') ? [String(process.identity.pid)] : []),
  ];
  return `${words.join('-').slice(0, longest)}.json${compress ? '.gz' : ''}`;
}

/** The same of a recording: `procatlas-python3-4711.recording.gz`. */
export const recordingFileName = (comm: string, pid: number): string =>
  `${['procatlas', ...(comm.match(/[\w.-]+/g) ?? []), String(pid)].join('-').slice(0, longest)}.recording.gz`;

/** With its ending, less than the 255 bytes that file systems allow. */
const longest = 200;
