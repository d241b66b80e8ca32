/** What the curve shows, as the reader chose. */
export class CurveChoice {
  /** All that holds pages; else the selection alone. */
  wholeProcess = $state(true);
  /** Coloured by kind and state; else by state alone. */
  byKind = $state(false);
}
