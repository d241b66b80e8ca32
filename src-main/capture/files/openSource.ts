/** Opening a file of any kind that can be shown. No kernel file is needed, so it works on every system. */
import { closeSync, createReadStream, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { cancelled, type Failure, type Outcome } from '../../contract/calls.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { ContentReader, type Opened, type OpenOptions } from '../import/contentReader.ts';
import { importCore, noMoments, openedRecording } from '../import/importSource.ts';
import { isRecording, recordingHead } from '../recording/open.ts';
import { recognise } from '../import/recognise.ts';
import { headLength } from '../limits.ts';

export type { Opened, OpenOptions } from '../import/contentReader.ts';

/** Bytes read at once. */
const step = 1_048_576;

/** What an opening under way heeds and tells. */
export interface OpeningHooks {
  /** Aborting ends it between two pieces; the result then tells nothing. */
  readonly signal?: AbortSignal;
  /** The share of the file that has been read, 0 to 1. */
  readonly progress?: (share: number) => void;
}

/**
 * Opens a capture file, a recording, a text with a copied maps or smaps, saved output of pmap or a debugger, a core file or a smemcap
 * tar; all but core files may be compressed with gzip. Only as much is held in memory as becomes rows.
 */
export async function openSource(
  file: string,
  options: OpenOptions = {},
  hooks: OpeningHooks = {},
): Promise<Outcome<Opened>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const facts = await handle.stat();
    if (facts.isDirectory()) return notOpened(file, new Error('It is a folder'));
    const head = Buffer.alloc(headLength);
    const { bytesRead } = facts.isFile() ? await handle.read(head, 0, headLength, 0) : { bytesRead: 0 };
    const found = facts.isFile() ? recognise(head.subarray(0, bytesRead)) : undefined;
    if (found?.kind === 'core') {
      return importCore(fileBytes(handle.fd, facts.size), basename(file));
    }
    if (found?.kind === 'gzip' && isRecording(head.subarray(0, Math.min(bytesRead, recordingHead)))) {
      if (facts.size > recordingLimit) return tooLargeRecording(basename(file));
      return await inTurns(openedRecording(bytesNamed(resolve(file), facts), basename(file), options), hooks);
    }
    if (options.at) return noMoments(basename(file));
    const stream = createReadStream('', { fd: handle, autoClose: false, highWaterMark: step });
    const told = (): void => {
      if (facts.size > 0) hooks.progress?.(Math.min(1, stream.bytesRead / facts.size));
    };
    return await readChunks(stream, found?.kind === 'gzip', basename(file), options, hooks.signal, told);
  } catch (error) {
    return notOpened(file, error);
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** What standard input is called in messages and captures. */
const standardInput = 'standard input';

/** Opens what arrives on standard input: anything that {@link openSource} opens; a core file only if it is a file. */
export async function openStandardInput(options: OpenOptions = {}): Promise<Outcome<Opened>> {
  try {
    const facts = fstatSync(0);
    if (facts.isDirectory()) return notOpened(standardInput, new Error('It is a folder'));
    if (facts.isFile()) {
      const source = fileBytes(0, facts.size);
      if (recognise(source.read(0, headLength)).kind === 'core') return importCore(source, standardInput);
    }
    const { compressed, chunks } = await peeked(process.stdin);
    return await readChunks(chunks, compressed, standardInput, options);
  } catch (error) {
    return notOpened(standardInput, error);
  }
}

/** Whether a stream begins as gzip does, and all of it. */
async function peeked(stream: Readable): Promise<{ compressed: boolean; chunks: Readable }> {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  };
  return { compressed: recognise(head).kind === 'gzip', chunks: Readable.from(whole()) };
}

/** Runs an opening of many steps, so that a cancel can arrive between two of them. */
async function inTurns(
  steps: Generator<number, Outcome<Opened>>,
  { signal, progress }: OpeningHooks,
): Promise<Outcome<Opened>> {
  for (;;) {
    if (signal?.aborted === true) return cancelled;
    const step = steps.next();
    if (step.done) return step.value;
    progress?.(step.value);
    await setImmediate();
  }
}

/**
 * Random access to a file for as long as somebody shows it: each read opens it, so that none has to be closed. Throws
 * where another file has its name by now, or it is shorter; one that is still recorded to may have become longer.
 */
const bytesNamed = (path: string, { dev, ino, size }: Stats): ByteSource => ({
  size,
  read(offset, length) {
    const descriptor = openSync(path, 'r');
    try {
      const now = fstatSync(descriptor);
      if (now.dev !== dev || now.ino !== ino || now.size < size) throw new Error(`${path} has been replaced.`);
      return fileBytes(descriptor, size).read(offset, length);
    } finally {
      closeSync(descriptor);
    }
  },
});

/** Random access to an open file. */
const fileBytes = (descriptor: number, size: number): ByteSource => ({
  size,
  read(offset, length) {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  },
});

async function readChunks(
  stream: Readable,
  compressed: boolean,
  name: string,
  options: OpenOptions,
  signal?: AbortSignal,
  told?: () => void,
): Promise<Outcome<Opened>> {
  const reader = new ContentReader(name, options);
  const unpacker = compressed ? createGunzip({ chunkSize: step }) : undefined;
  const unpacked = unpacker ? stream.on('error', (error) => unpacker.destroy(error)).pipe(unpacker) : stream;
  try {
    for await (const chunk of unpacked) {
      if (signal?.aborted === true || !reader.push(chunk as Uint8Array)) break;
      told?.();
    }
    if (signal?.aborted === true) return cancelled;
  } catch (error) {
    if (unpacker && isDamage(error)) return damaged(name);
    throw error;
  } finally {
    stream.destroy();
    unpacker?.destroy();
  }
  return reader.finish();
}

/** Bytes of a recording that are looked through when it is opened; pictures are read when they are asked for. */
const recordingLimit = 2 ** 30;

const tooLargeRecording = (name: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is too large to be shown.`,
  why: `It has more than ${recordingLimit / 2 ** 30} GiB.`,
  remedy: 'Record with a smaller --max.',
});

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** zlib's own errors: Z_DATA_ERROR, Z_BUF_ERROR (the end is missing). */
const isDamage = (error: unknown): boolean => codeOf(error).startsWith('Z_');

const damaged = (name: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} could not be unpacked.`,
  why: 'Its gzip data is damaged or cut off.',
  remedy: 'Copy the file again.',
});

const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOENT: ['There is no such file.', 'Check the name.'],
  EACCES: ['You may not read it.', 'Ask its owner, or copy it as that user.'],
  EPERM: ['You may not read it.', 'Ask its owner, or copy it as that user.'],
};

function notOpened(file: string, error: unknown): Failure {
  const code = codeOf(error);
  const [why, remedy] = Object.hasOwn(reasons, code)
    ? (reasons[code] ?? [])
    : [`${error instanceof Error ? error.message : String(error)}.`];
  return {
    ok: false,
    code: code === 'EACCES' || code === 'EPERM' ? 'refused' : 'failed',
    message: `${file} could not be opened.`,
    ...(why === undefined ? {} : { why }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
