/** Saving a capture: the documented JSON, compressed when the file's name ends in .gz or .procatlas. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Outcome } from '../../contract/calls.ts';
import type { Capture } from '../../contract/capture.ts';
import type { Bytes } from '../../contract/units.ts';
import { captureJsonText } from '../json.ts';
import { redacted, whatToRedact, type Redaction } from './redact.ts';
import { saveWhole } from './saveWhole.ts';

/** How to save. */
export interface SaveOptions {
  /** Leave out what tells about people: `true` for this machine's home folder, user and host name. */
  readonly redact?: boolean | Redaction;
}

/** Writes a capture, whole or not at all, readable by its owner only. */
export async function saveCapture(
  file: string,
  capture: Capture,
  { redact = false }: SaveOptions = {},
): Promise<Outcome<{ readonly bytes: Bytes }>> {
  const shown = whatIsShown(capture, redact);
  return saveWhole(file, /\.(?:gz|procatlas)$/.test(file) ? compressed(shown) : encoded(shown));
}

/** The same as bytes in memory, and the capture as it stands in them. */
export async function captureBytes(
  capture: Capture,
  { redact = false, compress }: SaveOptions & { readonly compress: boolean },
): Promise<{ readonly bytes: Uint8Array; readonly shown: Capture }> {
  const shown = whatIsShown(capture, redact);
  const chunks: Uint8Array[] = [];
  for await (const chunk of compress ? compressed(shown) : encoded(shown)) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), shown };
}

const whatIsShown = (capture: Capture, redact: boolean | Redaction): Capture =>
  redact === false ? capture : redacted(capture, redact === true ? whatToRedact(capture) : redact);

/** Bytes gathered before they are handed on: a system call for each mapping would take seconds. */
const chunkLength = 262_144;

/** The document in chunks; between two of them others may run. */
async function* encoded(capture: Capture): AsyncGenerator<Uint8Array> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of captureJsonText(capture)) {
    gathered.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield Buffer.from(gathered.join(''));
    gathered = [];
    length = 0;
    await new Promise<void>((resume) => setImmediate(resume));
  }
  yield Buffer.from(gathered.join(''));
}

/** The document compressed; gzip's header carries no time, so equal captures give equal files. */
const compressed = (capture: Capture): AsyncIterable<Uint8Array> =>
  Readable.from(encoded(capture)).pipe(createGzip()) as AsyncIterable<Uint8Array>;
