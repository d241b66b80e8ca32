/** What a timeline's parts look like, the same on the screen and in a file. */
import { kindEntry } from '@contract/kinds.ts';
import type { RecordedEventType } from '@contract/recording.ts';
import { rgbOf, type MapPalette, type Rgb } from '../layout/colours.ts';
import type { TimelineLayer } from '../layout/timeline/frame.ts';

const backingColours = {
  anonymous: ['#009e73', '#12b083'],
  file: ['#0072b2', '#2b8cc9'],
  shared: ['#7b4ea3', '#9a70c0'],
} as const;

/** The colour of an area: its kind's, or that of what the memory rests on. */
export function layerColour({ of }: TimelineLayer, { theme }: MapPalette): Rgb {
  if ('kind' in of) return rgbOf(kindEntry(of.kind)[theme]);
  return rgbOf(backingColours[of.backing][theme === 'light' ? 0 : 1]);
}

/** What tells of threads, programs and libraries stands out; births and deaths of spans are many. */
const tickColours: Readonly<Record<RecordedEventType, 'text' | 'accent' | 'muted'>> = {
  born: 'muted',
  died: 'muted',
  grew: 'muted',
  shrank: 'muted',
  permission: 'accent',
  replaced: 'accent',
  'thread-began': 'accent',
  'thread-ended': 'accent',
  'thread-renamed': 'muted',
  loaded: 'accent',
  unloaded: 'accent',
  exec: 'text',
  exited: 'text',
  call: 'muted',
};

export const tickColour = (type: RecordedEventType, palette: MapPalette): Rgb => palette[tickColours[type]];
