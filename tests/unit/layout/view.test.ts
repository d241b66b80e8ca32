import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPageNumber } from '@contract/units.ts';
import { planFlight } from '@renderer/layout/flight.ts';
import { segmentsOf } from '@renderer/layout/segments.ts';
import { verticalScale } from '@renderer/layout/verticalScale.ts';
import {
  carriedView,
  heightOf,
  homeView,
  isHome,
  moveView,
  placeAt,
  spanOfView,
  viewOfSpan,
  zoomAbout,
} from '@renderer/layout/view.ts';
import { captureOf, sampleCapture, vastCapture } from '../../support/sampleCapture.ts';

const sample = verticalScale(segmentsOf(sampleCapture().regions), 0.25);
const vast = verticalScale(segmentsOf(vastCapture().regions), 0.25);
const vsyscall = 0xffffffffff600;

describe('the view', () => {
  it('finds the page it draws: pixel to address and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 18, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (where, depth, probe) => {
          const home = homeView(sample);
          const view = zoomAbout(sample, home, where * home.extent, 2 ** depth);
          const height = probe * view.extent;
          const found = placeAt(sample, view, height);
          const back = heightOf(sample, view, found.page, found.segment) + found.fraction * sample.rate[found.segment]!;
          const low = heightOf(sample, view, sample.segments.start[0]!);
          const high = heightOf(sample, view, sample.segments.end.at(-1)!);
          // Less than a thousandth of a pixel on a screen of 1000.
          expect(Math.abs(back - Math.min(high, Math.max(low, height)))).toBeLessThan(view.extent * 1e-6);
        },
      ),
    );
  });

  it('leaves what is under the pointer where it is', () => {
    let view = homeView(sample);
    const height = view.extent * 0.4;
    const before = placeAt(sample, view, height);
    for (let step = 0; step < 12; step++) view = zoomAbout(sample, view, view.extent * 0.4, 1.5);
    expect(placeAt(sample, view, view.extent * 0.4).segment).toBe(before.segment);
    expect(placeAt(sample, view, view.extent * 0.4).page).toBe(before.page);
  });

  it.each([0.1, 0.25, 1])('is exact for one page of 15 TiB at power %d', (power) => {
    const scale = verticalScale(segmentsOf(vastCapture().regions), power);
    const page = asPageNumber(0x7fff_8000 + 3_123_456_789);
    const view = viewOfSpan(scale, page, asPageNumber(page + 1));
    expect(placeAt(scale, view, view.extent / 2).page).toBe(page);
    expect((heightOf(scale, view, page + 1) - heightOf(scale, view, page)) / view.extent).toBeCloseTo(1 / 1.16, 9);
    const span = spanOfView(scale, view);
    expect(span.start).toBe(page - 1);
    expect(span.end).toBe(page + 2);
  });

  it('is exact for the vsyscall page at the end of 2^64', () => {
    const view = viewOfSpan(vast, asPageNumber(vsyscall), asPageNumber(vsyscall + 1));
    const middle = placeAt(vast, view, view.extent / 2);
    expect(middle.page).toBe(vsyscall);
    expect(middle.fraction).toBeCloseTo(0.5, 6);
  });

  it('never zooms deeper than 64 bytes nor further out than the whole', () => {
    const home = homeView(vast);
    expect(zoomAbout(vast, home, home.extent / 2, 1e-9).extent).toBeLessThanOrEqual(home.extent);
    const deep = zoomAbout(vast, home, home.extent / 2, 1e30);
    const pages = deep.extent / vast.rate[placeAt(vast, deep, deep.extent / 2).segment]!;
    expect(pages * 4096).toBeCloseTo(64, 6);
  });

  it('cannot be moved off the picture', () => {
    const view = zoomAbout(sample, homeView(sample), 5, 8);
    const top = moveView(sample, view, 1e6);
    expect(spanOfView(sample, top).end).toBe(sample.segments.end.at(-1));
    const bottom = moveView(sample, view, -1e6);
    expect(spanOfView(sample, bottom).start).toBe(sample.segments.start[0]);
  });

  it('ends a flight exactly at its target, from the whole to one page and back', () => {
    const home = homeView(vast);
    const target = viewOfSpan(vast, asPageNumber(0x7fff_8000 + 1e9), asPageNumber(0x7fff_8001 + 1e9));
    expect(planFlight(vast, home, target).at(1)).toBe(target);
    const nearly = planFlight(vast, home, target).at(0.9999);
    expect(nearly.extent / target.extent).toBeCloseTo(1, 1);
    const begin = planFlight(vast, home, target).at(0);
    expect(begin.extent).toBeCloseTo(home.extent, 6);
    expect(heightOf(vast, begin, home.anchor)).toBeCloseTo(home.lead, 6);
  });
});

describe('a new capture', () => {
  it('keeps what is in the middle of the screen in the middle, at the same size', () => {
    const rows = (heapEnd: number) =>
      captureOf([
        { start: 100, end: heapEnd, perms: 'rw-p', label: 'heap', kind: 'heap' },
        { start: 10_000, end: 10_400, perms: 'r-xp', label: 'code', kind: 'text' },
        { start: 10_400, end: 10_500, perms: 'rw-p', label: 'data', kind: 'data' },
      ]);
    const before = verticalScale(segmentsOf(rows(300).regions), 0.25);
    const after = verticalScale(segmentsOf(rows(900).regions), 0.25);
    const view = viewOfSpan(before, asPageNumber(10_100), asPageNumber(10_200));
    const carried = carriedView(before, view, after);
    expect(spanOfView(after, carried)).toEqual(spanOfView(before, view));
    expect(placeAt(after, carried, carried.extent / 2).page).toBe(placeAt(before, view, view.extent / 2).page);
  });

  it('still shows the whole when the whole was on screen', () => {
    const after = verticalScale(
      segmentsOf(captureOf([{ start: 5, end: 9, perms: 'rw-p', label: 'x', kind: 'anon' }]).regions),
      0.25,
    );
    expect(isHome(after, carriedView(sample, homeView(sample), after))).toBe(true);
  });
});
