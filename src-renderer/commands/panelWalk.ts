/** F6 goes from panel to panel, as in other programs with panes: each takes the focus where it can first be used. */

/** The panels in the order of the page; what is not shown is passed over. */
const panels = '.page > header, .legend, .full, main.map, .inspector, .page > section.table, .page > footer';
const usable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, [tabindex]:not([tabindex="-1"])';

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** What takes the focus in a panel: its picture, grid or tree before the buttons around it; dividers come last. */
function entrance(panel: HTMLElement): HTMLElement | undefined {
  const candidates = [...panel.querySelectorAll<HTMLElement>(usable)].filter(isShown);
  return (
    candidates.find((element) => element.matches('[role="application"], [role="grid"], [role="tree"]')) ??
    candidates.find((element) => !element.matches('[role="separator"]')) ??
    candidates[0]
  );
}

/** Moves the focus to the next panel that can take it, or to the one before; round at either end. */
export function walkPanels(by: 1 | -1): void {
  const entrances = [...document.querySelectorAll<HTMLElement>(panels)].filter(isShown).flatMap((panel) => {
    const element = entrance(panel);
    return element ? [{ panel, element }] : [];
  });
  const at = entrances.findIndex(({ panel }) => panel.contains(document.activeElement));
  const from = at < 0 && by < 0 ? 0 : at;
  entrances[(from + by + entrances.length) % entrances.length]?.element.focus();
}
