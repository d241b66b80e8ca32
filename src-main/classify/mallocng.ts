/** musl's malloc: groups of slots that have pages of their own, told by their records (mallocngMetas.ts). */
import { addressOf, formatHex } from '../contract/address.ts';
import { asPageNumber } from '../contract/units.ts';
import { fact, label, type Fact } from '../contract/verdict.ts';
import { cutPriority, type Claims } from './claims.ts';
import type { MemoryPort } from './input.ts';
import { MetaAreas, pointerIn, type Meta } from './mallocngMetas.ts';
import { MemoryWindow } from './memoryWindow.ts';
import { residentSpans, type OpenSpan } from './openSpans.ts';
import { RuntimeClaims } from './runtimeClaims.ts';
import type { Space } from './space.ts';

/** Bytes read in all: 8 for each page that may begin a group, and a page for each area of metas. */
const byteBudget = 48 * 2 ** 20;
/** Pages asked for the pointer to their meta: 100 ms of a busy machine. Of groups beyond only their metas tell. */
const groupBudget = 8192;
/** Touching groups, or one large block that has a group of its own; in pages. */
interface Groups {
  readonly start: number;
  readonly end: number;
  readonly count: number;
  readonly single: boolean;
  /** Each one's first word has been read, and points to its meta. */
  readonly confirmed: boolean;
}

/** What was found: groups, and the pages in which their metas lie. */
interface Found {
  readonly groups: readonly Groups[];
  readonly areas: readonly number[];
}

function findGroups(memory: MemoryPort, spans: readonly OpenSpan[]): Found {
  const window = new MemoryWindow(memory, byteBudget);
  const areas = new MetaAreas(window);
  const groups: Groups[] = [];
  let reached = 0;
  let left = groupBudget;
  for (const { start, end, limit } of spans) {
    let told: Meta | undefined;
    for (let at = window.nextPresent(Math.max(start, reached), end); at < end;) {
      const confirmed = left > 0;
      if (confirmed || !areas.of(at)) {
        // Behind a group there is mostly another one; elsewhere pages are looked at one after the other.
        const head = told ? window.at(addressOf(asPageNumber(at)), 8) : window.page(at, end);
        told = head && areas.tell(at, pointerIn(head, 0));
        left--;
      } else told = areas.of(at);
      if (!told || at + told.pages > limit) {
        told = undefined;
        at = window.nextPresent(at + 1, end);
        continue;
      }
      const { single, pages } = told;
      reached = at + pages;
      const before = groups.at(-1);
      if (before?.end === at && !before.single && !single && before.confirmed === confirmed)
        groups[groups.length - 1] = { ...before, end: reached, count: before.count + 1 };
      else groups.push({ start: at, end: reached, count: 1, single, confirmed });
      at = window.nextPresent(reached, end);
    }
  }
  return { groups, areas: areas.pages };
}

/** Cuts musl's groups, and the pages of their metas where nothing else explains them. */
export function claimMallocng(space: Space, claims: Claims, fingerprint: Fact | undefined): void {
  if (fingerprint === undefined || !space.input.memory) return;
  const spans = residentSpans(space, claims);
  const found = space.askMemory((memory) => findGroups(memory, spans));
  if (!found) return;
  const rules = new RuntimeClaims(space, claims, 'musl', fingerprint);
  for (const { start, end, count, single, confirmed } of found.groups) {
    const size = end - start;
    const certainty = confirmed ? 'exact' : 'strong';
    const told = fact(confirmed ? 'musl-groups' : 'musl-groups-told', { count, at: start });
    if (!single) {
      rules.cut(start, end, 'runtime-heap', certainty, 'musl-heap', [fact('about', { about: 'musl-heap' }), told]);
      continue;
    }
    claims.cut(start, end, cutPriority.malloc, {
      kind: 'malloc-block',
      certainty,
      label: label('malloc-block', { size }),
      facts: [confirmed ? fact('musl-group', { at: start, size }) : told, fingerprint],
      object: claims.object({
        kind: 'allocation',
        label: label('malloc-block', { size }),
        key: `allocation:${formatHex(asPageNumber(start))}`,
      }),
      detail: { runtime: 'musl' },
    });
  }
  const open = spans.filter(({ row }) => claims.isOpen(row));
  for (const page of found.areas) {
    if (!open.some(({ start, end }) => page >= start && page < end)) continue;
    rules.cut(page, page + 1, 'runtime-heap', 'exact', 'musl-metas', [fact('musl-metas', { at: page })]);
  }
}
