/** `procatlas render --view timeline` and `--view difference`: pictures of a recording, without a window. */
import { timelineFrame } from '@renderer/layout/timeline/frame.ts';
import { wholeWindow } from '@renderer/layout/timeline/window.ts';
import { palettes } from '@renderer/paint/palettes.ts';
import { timelineSvg } from '@renderer/paint/timelineSvg.ts';
import { wholePicture } from '@renderer/paint/wholePicture.ts';
import { openSource } from '../capture/files/openSource.ts';
import { whatLeaves } from '../capture/files/leaving.ts';
import { saveWhole } from '../capture/files/saveWhole.ts';
import { momentOf, noBookmark, type MomentWords } from '../capture/recording/open.ts';
import type { Outcome } from '../contract/messages.ts';
import { ownCommand } from '../procfs/remedies.ts';
import { differenceOf } from '../time/difference.ts';
import { goneSpans } from '../time/goneSpans.ts';
import type { Recording } from '../time/recording.ts';
import { kindName } from '../words/kinds.ts';
import { noteText } from '../words/notes.ts';
import { regionTitle } from '../words/regionTitle.ts';
import { printable } from './printable.ts';
import { exitCodes, reportFailure, type ExitCode, type Program } from './program.ts';
import type { RenderOptions } from './renderArguments.ts';

/** A row of one moment, and its picture. */
type At = Extract<ReturnType<Recording['picture']>, { readonly ok: true }>['value'];

/** Draws a recording and saves it. */
export async function drawRecording(
  program: Program,
  options: RenderOptions,
  view: 'timeline' | 'difference',
): Promise<ExitCode> {
  const opened = await openSource(options.source);
  if (!opened.ok) return reportFailure(program, opened);
  const { recording, notes } = opened.value;
  if (!recording) {
    program.complain(
      `${printable(options.source)} is no recording, so it has one moment only. “${ownCommand('record')}” makes recordings.`,
    );
    return exitCodes.failed;
  }
  for (const note of notes) program.complain(printable(noteText(note)));
  const first = at(recording, options.source, options.fromMoment ?? { sinceStart: 0 });
  const last = at(recording, options.source, options.toMoment);
  if (!first.ok) return reportFailure(program, first);
  if (!last.ok) return reportFailure(program, last);
  const { time } = recording.info(0).moments;
  if ((time[first.value.row] ?? 0) >= (time[last.value.row] ?? 0)) {
    program.complain('--from must be earlier than --to, and both moments of the recording.');
    return exitCodes.failed;
  }
  const made =
    view === 'timeline'
      ? timeline(recording, first.value, last.value, options)
      : difference(first.value, last.value, options);
  if ('problem' in made) {
    program.complain(made.problem);
    return exitCodes.failed;
  }
  return savePicture(program, options.output, made.svg);
}

/** Saves a picture whole or not at all. */
export async function savePicture(program: Program, file: string, text: string): Promise<ExitCode> {
  const saved = await saveWhole(file, [Buffer.from(text)]);
  return saved.ok ? exitCodes.fine : reportFailure(program, saved);
}

function at(recording: Recording, name: string, words: MomentWords | undefined): Outcome<At> {
  const moment = momentOf(recording, words);
  return moment ? recording.picture(moment) : noBookmark(name, recording, words);
}

type Made = { readonly svg: string } | { readonly problem: string };

function timeline(
  recording: Recording,
  first: At,
  last: At,
  { width, height, theme, redact, ...options }: RenderOptions,
): Made {
  const info = recording.info(0);
  const whole = wholeWindow(info);
  const window = {
    from: options.fromMoment ? (info.moments.time[first.row] ?? whole.from) : whole.from,
    to: options.toMoment ? (info.moments.time[last.row] ?? whole.to) : whole.to,
  };
  const metric = info.series.some(({ metric: one, last: values }) => one === 'rss' && values.some((value) => value > 0))
    ? 'rss'
    : 'size';
  const frame = timelineFrame({ info, window, width, height, textScale: 1, metric, stacking: 'kind' });
  const { comm } = whatLeaves(last.capture, { redact }).process;
  return {
    svg: timelineSvg(frame, palettes[theme ?? 'light'], {
      title: `${comm}: ${metric === 'rss' ? 'RSS' : 'Size'} by kind`,
      subtitle: `${clock(window.from)} to ${clock(window.to)}`,
      layerName: ({ of }) => ('kind' in of ? kindName(of.kind) : of.backing),
      time: clock,
    }),
  };
}

const clock = (time: number): string =>
  new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function difference(first: At, last: At, options: RenderOptions): Made {
  const between = differenceOf(first.capture, last.capture);
  const { regions } = between;
  if (!regions) {
    return {
      problem: `Between the two moments the process became another program, so addresses mean nothing to each other. “${ownCommand('diff --by role')}” compares them.`,
    };
  }
  const { theme = 'light', width, height } = options;
  const named = whatLeaves(first.capture, options);
  const made = wholePicture(whatLeaves(last.capture, options), {
    palette: palettes[theme],
    width,
    height,
    changes: regions.types,
    gone: goneSpans(between).map(({ start, end, region }) => ({ start, end, name: regionTitle(named, region) })),
  });
  return 'svg' in made
    ? made
    : { problem: `At a width of ${width} the picture must be at least ${made.leastHeight} high.` };
}
