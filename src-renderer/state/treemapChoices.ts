/** What is remembered of the treemap: what its areas stand for. Pure. */
import { treemapMeasures, type TreemapMeasure } from '../layout/treemap/measures.ts';

export interface TreemapChoices {
  readonly measure: TreemapMeasure;
  /** Whether addresses that are only set aside (PROT_NONE) take part when areas are sizes. */
  readonly reservations: boolean;
}

export const defaultTreemapChoices: TreemapChoices = { measure: 'rss', reservations: false };

/** Checks what storage gives back: whatever is missing or wrong takes its default. */
export function readTreemapChoices(value: unknown): TreemapChoices {
  if (typeof value !== 'object' || value === null) return defaultTreemapChoices;
  const given = value as Readonly<Record<string, unknown>>;
  const { measure, reservations } = defaultTreemapChoices;
  return {
    measure: treemapMeasures.find((id) => id === given.measure) ?? measure,
    reservations: typeof given.reservations === 'boolean' ? given.reservations : reservations,
  };
}
