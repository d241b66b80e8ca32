/** The keys of the curve: along the addresses by page and by region, nearer and farther. */

/** What keys can do to the curve. */
export interface CurveCommands {
  /** Selects the page so many places further on. */
  readonly walk: (places: number) => void;
  /** Selects the first page of a region so many regions further on. */
  readonly walkRegions: (regions: number) => void;
  readonly zoomBy: (factor: number) => void;
  /** Shows the selected page as large as cells get. */
  readonly zoomIn: () => void;
  readonly home: () => void;
}

const commands: Readonly<Record<string, (curve: CurveCommands) => void>> = {
  '+': ({ zoomBy }) => {
    zoomBy(2);
  },
  '-': ({ zoomBy }) => {
    zoomBy(0.5);
  },
  Home: ({ home }) => {
    home();
  },
  Escape: ({ home }) => {
    home();
  },
  Enter: ({ zoomIn }) => {
    zoomIn();
  },
  ArrowRight: ({ walk }) => {
    walk(1);
  },
  ArrowLeft: ({ walk }) => {
    walk(-1);
  },
  ArrowDown: ({ walk }) => {
    walk(16);
  },
  ArrowUp: ({ walk }) => {
    walk(-16);
  },
  PageDown: ({ walkRegions }) => {
    walkRegions(1);
  },
  PageUp: ({ walkRegions }) => {
    walkRegions(-1);
  },
};

/** Does what a key means here; keys with Ctrl, Alt or Meta are the app's and the browser's. */
export function curveKey(event: KeyboardEvent, curve: CurveCommands): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const command = commands[event.key];
  if (!command) return;
  event.preventDefault();
  command(curve);
}
