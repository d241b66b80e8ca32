/** The shape of the preferences and the check of what storage gives back. Pure. */
import { colourModes, type ColourMode } from './model.ts';
import { isPmapOptions, defaultPmapOptions, type PmapOptions } from './pmapOptions.ts';
import { defaultTableChoices, readTableChoices, type TableChoices } from './tableChoices.ts';
import { defaultTreemapChoices, readTreemapChoices, type TreemapChoices } from './treemapChoices.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** Everything that is remembered. Lengths are in rem, so that they grow with the presentation scale. */
export interface Choices {
  readonly theme: ThemeChoice;
  /** Root font size relative to 16 px. */
  readonly textScale: number;
  readonly colourMode: ColourMode;
  /** 0: every region equally tall; 1: true scale. */
  readonly scalePower: number;
  readonly highAddressesOnTop: boolean;
  /** Milliseconds between refreshes. */
  readonly interval: number;
  readonly legendWidth: number;
  readonly inspectorWidth: number;
  /** Until someone drags the divider the table's height follows that of the window. */
  readonly tableHeight: number | undefined;
  readonly tableOpen: boolean;
  /** The id of a list; one of another version gives way to the first there is. */
  readonly dockTab: string;
  readonly processTree: boolean;
  /** The id of a view; one of another version gives way to the first there is. */
  readonly view: string;
  /** What the table view shows, and how. */
  readonly table: TableChoices;
  /** What the areas of the treemap stand for. */
  readonly treemap: TreemapChoices;
  readonly pmap: PmapOptions;
}

/** The refresh intervals offered, in milliseconds. */
export const intervals = [250, 500, 1000, 2000, 5000, 10_000] as const;

export const defaultChoices: Choices = {
  theme: 'system',
  textScale: 1,
  colourMode: 'kind',
  scalePower: 0.35,
  highAddressesOnTop: true,
  interval: 1000,
  legendWidth: 19,
  inspectorWidth: 22,
  tableHeight: undefined,
  tableOpen: true,
  dockTab: 'mappings',
  processTree: true,
  view: 'map',
  table: defaultTableChoices,
  treemap: defaultTreemapChoices,
  pmap: defaultPmapOptions,
};

/** What of it is a matter of the person or the machine rather than of the view, and stays when the view is reset. */
const lasting = ['theme', 'textScale', 'interval', 'processTree'] as const satisfies readonly (keyof Choices)[];

/** The choices with the view as it was at the first start. */
export const resetChoices = (choices: Choices): Choices => ({
  ...defaultChoices,
  ...Object.fromEntries(lasting.map((key) => [key, choices[key]])),
});

/** What of a view is seen to be changed; which list is open, and how other views are set up, is no disorder. */
const seen = [
  'colourMode',
  'scalePower',
  'highAddressesOnTop',
  'legendWidth',
  'inspectorWidth',
  'tableHeight',
  'tableOpen',
] as const satisfies readonly (keyof Choices)[];

/** Whether resetting would be seen. */
export const isViewChanged = (choices: Choices): boolean => seen.some((key) => choices[key] !== defaultChoices[key]);

const oneOf =
  <T>(...allowed: readonly T[]) =>
  (value: unknown): value is T =>
    (allowed as readonly unknown[]).includes(value);
const between =
  (low: number, high: number) =>
  (value: unknown): value is number =>
    typeof value === 'number' && value >= low && value <= high;
const orNothing =
  <T>(check: (value: unknown) => value is T) =>
  (value: unknown): value is T | undefined =>
    value === undefined || check(value);
const isId = (value: unknown): value is string => typeof value === 'string' && /^[a-z-]{1,40}$/.test(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** All but the table's and the treemap's, of which each part is checked by itself. */
const checks: { readonly [K in Exclude<keyof Choices, 'table' | 'treemap'>]: (value: unknown) => value is Choices[K] } =
  {
    theme: oneOf<ThemeChoice>('system', 'light', 'dark'),
    textScale: between(0.5, 3),
    colourMode: oneOf<ColourMode>(...colourModes.map(({ id }) => id)),
    scalePower: between(0, 1),
    highAddressesOnTop: isBoolean,
    interval: oneOf<number>(...intervals),
    legendWidth: between(10, 40),
    inspectorWidth: between(15, 60),
    tableHeight: orNothing(between(6, 60)),
    tableOpen: isBoolean,
    dockTab: isId,
    processTree: isBoolean,
    view: isId,
    pmap: isPmapOptions,
  };

/** Reads stored preferences; whatever is missing or wrong takes its default. */
export function readChoices(text: string | null): Choices {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return defaultChoices;
  }
  if (typeof stored !== 'object' || stored === null) return defaultChoices;
  const given = stored as Readonly<Record<string, unknown>>;
  const kept = Object.entries(checks).flatMap(([key, check]) =>
    check(given[key]) ? [[key, given[key]] as const] : [],
  );
  return {
    ...defaultChoices,
    ...(Object.fromEntries(kept) as Partial<Choices>),
    table: readTableChoices(given.table),
    treemap: readTreemapChoices(given.treemap),
  };
}
