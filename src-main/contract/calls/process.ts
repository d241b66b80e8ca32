/** Calls about the program, processes and opened captures. */
import { z } from 'zod';
import { longestPinName, longestRemark, mostPins } from '../capture.ts';
import {
  importLimit,
  pmapTextFormats,
  type OpenedSource,
  type PmapText,
  type ProcessRow,
  type SavedCapture,
  type Versions,
  type WatchId,
} from '../messages.ts';
import { partNames } from '../parts/table.ts';
import { sampleIds } from '../samples.ts';
import type { CaptureUpdate } from '../update.ts';
import { answers, defineCall } from './defineCall.ts';
import { bytes, interval, moment, name, page, pid, watch } from './fields.ts';

const nothing = z.undefined();
/** A table of a text, from 1; see `OpenedSource.tables`. */
const table = z.int().min(1).max(1_000_000);

/** What leaves in a file that is sent to others. */
const leaving = {
  /** Without home folders, names of users, hosts and cgroups, and arguments. */
  redact: z.boolean(),
  /** Further texts that a person blacked out. */
  hidden: z.array(name).max(1000).exactOptional(),
  /** Bytes that a person keeps, and what they write to whoever gets the file; both leave as the rest does. */
  pins: z
    .array(z.strictObject({ at: page, name: z.string().max(longestPinName) }))
    .max(mostPins)
    .exactOptional(),
  remark: z.string().max(longestRemark).exactOptional(),
  /** A page of each mapping that leaves; missing: all leave. */
  only: z.array(page).max(1_048_576).exactOptional(),
};

export const processCalls = {
  'app.versions': defineCall({ by: 'door', argument: nothing, answers: answers<Versions>() }),
  /** Ends a request of this page that is under way: it answers `cancelled`. */
  'call.cancel': defineCall({
    by: 'door',
    argument: z.strictObject({ call: z.int().nonnegative() }),
    answers: answers<null>(),
  }),
  'processes.list': defineCall({ by: 'thread', argument: nothing, answers: answers<readonly ProcessRow[]>() }),
  'process.watch': defineCall({
    by: 'thread',
    argument: z.strictObject({ pid, interval }),
    answers: answers<{ watch: WatchId }>(),
    opens: true,
  }),
  /** `interval: null` pauses; a paused watch reads nothing at all. */
  'process.pace': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, interval: interval.nullable() }),
    answers: answers<null>(),
  }),
  /** Read everything once, now, whatever the pace. */
  'process.refresh': defineCall({ by: 'thread', argument: z.strictObject({ watch }), answers: answers<null>() }),
  /**
   * Read a part along with smaps from now on, within the same budget, or no more; at once when it is not known yet.
   * What is known of it stays in the captures, with the time it was read.
   */
  'process.part': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, part: z.enum(partNames), wanted: z.boolean() }),
    answers: answers<null>(),
  }),
  /** One whole capture of a process, to be compared with: it is neither watched nor recorded, and nothing of it is kept. */
  'process.once': defineCall({ by: 'thread', argument: z.strictObject({ pid }), answers: answers<CaptureUpdate>() }),
  'process.stop': defineCall({ by: 'thread', argument: z.strictObject({ watch }), answers: answers<null>() }),
  /** The last capture of a watch, standing alone: how a page recovers that has missed an update. Nothing is read. */
  'capture.last': defineCall({ by: 'thread', argument: z.strictObject({ watch }), answers: answers<CaptureUpdate>() }),
  /** Opens what a person handed to the page; its kind is recognised by its content. */
  'capture.import': defineCall({
    by: 'thread',
    argument: z.strictObject({
      /** What the source is called in messages and in the capture. */
      name,
      content: bytes.refine(({ length }) => length <= importLimit, `more than ${importLimit / 2 ** 20} MiB`),
      /** The process to show, where a source holds several. */
      pid: pid.exactOptional(),
      /** The table to show, where a text holds several: its number from 1. */
      table: table.exactOptional(),
    }),
    answers: answers<OpenedSource>(),
    job: true,
    opens: true,
  }),
  /** The last capture of a watch as a file. */
  'capture.save': defineCall({
    by: 'thread',
    argument: z.strictObject({
      watch,
      ...leaving,
      /** With gzip. */
      compress: z.boolean(),
      moment: moment.exactOptional(),
    }),
    answers: answers<SavedCapture>(),
  }),
  /** The last capture of a watch as it would leave: what a picture or a page for others is made of. */
  'capture.leaving': defineCall({
    by: 'thread',
    argument: z.strictObject({ watch, ...leaving, moment: moment.exactOptional() }),
    answers: answers<CaptureUpdate>(),
  }),
  /** Opens the file that the command line named, or null when it named none. The page never names a path. */
  'source.initial': defineCall({
    by: 'door',
    argument: z.union([nothing, z.strictObject({ table })]),
    answers: answers<OpenedSource | null>(),
  }),
  /** Opens a capture that is shipped to look at. */
  'source.sample': defineCall({
    by: 'thread',
    argument: z.strictObject({ sample: z.enum(sampleIds) }),
    answers: answers<OpenedSource>(),
    job: true,
    opens: true,
  }),
  /** What pmap prints of the last capture of a watch, or of a moment; the switches are its options -p, -k, -l and -q. */
  'pmap.text': defineCall({
    by: 'thread',
    argument: z.strictObject({
      watch,
      format: z.enum(pmapTextFormats),
      showPath: z.boolean(),
      kernelNames: z.boolean(),
      labels: z.boolean(),
      quiet: z.boolean(),
      moment: moment.exactOptional(),
      /** As it would leave; missing: as it is. */
      leaving: z.strictObject(leaving).exactOptional(),
    }),
    answers: answers<PmapText>(),
  }),
};
