/** Making a capture of bytes that somebody dropped or pasted. */
import { gunzipSync } from 'node:zlib';
import type { Failure, Outcome } from '../../contract/calls.ts';
import type { ByteSource } from '../../inspect/elf/fields.ts';
import { headLength } from '../limits.ts';
import { ContentReader, noMappings, notRecognised, told, type Opened, type OpenOptions } from './contentReader.ts';
import { readCore } from './elfCore.ts';
import { foreignCapture } from './foreignCapture.ts';
import { isRecording, recordedSteps, recordingHead } from '../recording/open.ts';
import { recognise } from './recognise.ts';

/** Bytes handed on at once. */
const step = 1_048_576;
/** Bytes that dropped content may unpack to; a larger file is opened by its name, piece by piece. */
const unpackedLimit = 256 * 2 ** 20;

/**
 * A capture out of text or bytes, whose kind is recognised by its content, in steps that tell the share that has been
 * read. `name` is what the source is called in messages and in the capture. What could not be read is counted in the
 * notes, the first of it quoted.
 */
export function* importSteps(
  content: string | Uint8Array,
  name: string,
  options: OpenOptions = {},
): Generator<number, Outcome<Opened>> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const found = recognise(bytes.subarray(0, headLength));
  if (found.kind === 'gzip' && isRecording(bytes.subarray(0, recordingHead))) {
    return yield* openedRecording(heldBytes(bytes), name, options);
  }
  if (found.kind === 'gzip') {
    const unpacked = gunzipped(bytes, name);
    return unpacked.ok ? yield* readAll(unpacked.value, name, options) : unpacked;
  }
  if (found.kind === 'core') {
    return importCore(heldBytes(bytes), name);
  }
  return yield* readAll(bytes, name, options);
}

/** Random access to bytes that are there. */
const heldBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** A recording, and one of its moments. */
export function* openedRecording(
  file: ByteSource,
  name: string,
  { at }: OpenOptions,
): Generator<number, Outcome<Opened>> {
  const opened = yield* recordedSteps(file, name, at);
  return opened.ok ? { ok: true, value: { ...opened.value, format: 'recording' } } : opened;
}

/** A moment of something that has but one. */
export const noMoments = (name: string): Failure => ({
  ok: false,
  code: 'invalid',
  message: `${name} is no recording, so it has no moments to choose from.`,
  remedy: 'Give its name alone.',
});

/** A capture out of a core file, of which only headers, notes and the pages that rules ask for are read. */
export function importCore(source: ByteSource, name: string): Outcome<Opened> {
  const core = readCore(source);
  if (!core) return notRecognised(name, 'It is a core file whose header is damaged.');
  if (core.mappings.length === 0)
    return noMappings(name, told(core.notes) ?? 'The core file has no program header of a mapping.');
  const { capture, notes } = foreignCapture(core, name, core);
  return { ok: true, value: { capture, notes, format: core.format } };
}

function* readAll(bytes: Uint8Array, name: string, options: OpenOptions): Generator<number, Outcome<Opened>> {
  const reader = new ContentReader(name, options);
  for (let at = 0; at < bytes.length; at += step) {
    if (!reader.push(bytes.subarray(at, at + step))) break;
    yield Math.min(1, (at + step) / bytes.length);
  }
  return reader.finish();
}

function gunzipped(bytes: Uint8Array, name: string): Outcome<Uint8Array> {
  try {
    return { ok: true, value: gunzipSync(bytes, { maxOutputLength: unpackedLimit }) };
  } catch (error) {
    return {
      ok: false,
      code: 'invalid',
      message: `${name} could not be unpacked.`,
      why:
        error instanceof RangeError
          ? `It unpacks to more than ${unpackedLimit / 2 ** 20} MiB.`
          : 'Its gzip data is damaged or cut off.',
      remedy: error instanceof RangeError ? 'Open it as a file instead.' : 'Copy the file again.',
    };
  }
}
