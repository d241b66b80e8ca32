/** What only the compiler can prove of the contract; the file's being compiled is the test. */
import {
  eventNames,
  type CallName,
  type Calls,
  type EventName,
  type OpenedSource,
  type Outcome,
} from '@contract/calls.ts';
import { calls } from '@contract/calls/table.ts';
import { asAddress } from '@contract/address.ts';
import type { PageDetail } from '@contract/pages.ts';
import { kindIds } from '@contract/kinds.ts';
import {
  asBytes,
  asKibibytes,
  asPageNumber,
  asPid,
  asTid,
  type Bytes,
  type Milliseconds,
  type PageNumber,
  type Pid,
} from '@contract/units.ts';
import { describe, expect, expectTypeOf, it } from 'vitest';

describe('the contract', () => {
  it('lists every event, none forgotten and none twice', () => {
    expectTypeOf<Exclude<EventName, (typeof eventNames)[number]>>().toBeNever();
    expect(new Set(eventNames).size).toBe(eventNames.length);
    expect(Object.keys(calls).filter((name) => (eventNames as readonly string[]).includes(name))).toEqual([]);
  });

  it('has room for every kind in one byte', () => {
    expect(kindIds.length).toBeLessThan(256);
  });

  it('does not let units mix', () => {
    const takesPid = (pid: Pid): number => pid;
    const takesBytes = (bytes: Bytes): number => bytes;
    const takesPage = (page: PageNumber): number => page;
    expect([takesPid(asPid(1)), takesBytes(asBytes(2)), takesPage(asPageNumber(3))]).toEqual([1, 2, 3]);
    // @ts-expect-error a plain number is no pid
    takesPid(1);
    // @ts-expect-error a thread id is no pid
    takesPid(asTid(1));
    // @ts-expect-error kibibytes are not bytes
    takesBytes(asKibibytes(1));
    // @ts-expect-error an exact address is no page number
    takesPage(asAddress(4096n));
    // @ts-expect-error bytes are not pages
    takesPage(asBytes(4096));
  });

  it('makes the caller look at an outcome before using its value', () => {
    const value = (outcome: Outcome<number>): number => (outcome.ok ? outcome.value : NaN);
    expect(value({ ok: true, value: 7 })).toBe(7);
    // @ts-expect-error a failure has no value
    expect(((outcome: Outcome<number>): unknown => outcome.value)({ ok: true, value: 7 })).toBe(7);
  });

  it('ties arguments and results to the name of the call', () => {
    expectTypeOf<Calls['process.watch']['argument']>().toEqualTypeOf<{ pid: Pid; interval: Milliseconds }>();
    expectTypeOf<Calls['pages.detail']['result']>().toEqualTypeOf<PageDetail>();
    expectTypeOf<Calls['source.initial']['result']>().toEqualTypeOf<OpenedSource | null>();
    expectTypeOf<Extract<CallName, 'process.capture'>>().toBeNever();
    // @ts-expect-error a pace needs its watch
    const pace: Calls['process.pace']['argument'] = { interval: null };
    expect(pace.interval).toBeNull();
  });
});
