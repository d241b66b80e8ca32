/** A moment of a recording, as it is written on the command line: `FILE@TIME` or `FILE#BOOKMARK`. */
import { stat } from 'node:fs/promises';
import type { MomentWords } from '../capture/recording/open.ts';

/** A word that means a file, and the moment of it that is meant. */
export interface FileMoment {
  readonly file: string;
  readonly at: MomentWords;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A span of time such as `500ms`, `10s`, `2m` or `1h30m`, in milliseconds; undefined where it is none. */
export function durationOf(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, number = '0', unit = '']) => sum + Number(number) * (units[unit] ?? 0), 0);
}

/** `+10s` since the beginning, `-10s` before the end, or a date of ISO 8601. */
export function timeOf(text: string): MomentWords | undefined {
  const span = /^[+-]/.test(text) ? durationOf(text.slice(1)) : undefined;
  if (span !== undefined) return text.startsWith('+') ? { sinceStart: span } : { beforeEnd: span };
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : { time };
}

/** The file and the moment; undefined where a word means no moment, also because a file has that very name. */
export async function fileMoment(word: string): Promise<FileMoment | undefined> {
  const isFile = (path: string): Promise<boolean> =>
    stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
  if (await isFile(word)) return undefined;
  const hash = word.indexOf('#', 1);
  if (hash > 0 && (await isFile(word.slice(0, hash)))) {
    return { file: word.slice(0, hash), at: { bookmark: word.slice(hash + 1) } };
  }
  const sign = word.lastIndexOf('@');
  const at = sign > 0 ? timeOf(word.slice(sign + 1)) : undefined;
  return at && (await isFile(word.slice(0, sign))) ? { file: word.slice(0, sign), at } : undefined;
}
