import { describe, expect, it } from 'vitest';
import { asPid } from '@contract/units.ts';
import { pageTitle, type Titled } from '@renderer/state/pageTitle.ts';
import { sample } from './syntheticCapture.ts';

const atlas: Titled['atlas'] = {
  pid: asPid(4711),
  capture: sample(),
  condition: undefined,
  failure: undefined,
  paused: false,
};
const open = { state: 'open' };

describe('the title of the page', () => {
  it('names the process and how much there is of it', () => {
    expect(pageTitle({ connection: open, atlas })).toMatch(/^.+ \(\d+\), 4 mappings – Procatlas$/);
  });

  it('says how the process fares', () => {
    expect(pageTitle({ connection: open, atlas: { ...atlas, condition: { condition: 'exited' } } })).toContain(
      ', exited –',
    );
    expect(pageTitle({ connection: open, atlas: { ...atlas, paused: true } })).toContain(', paused –');
    expect(pageTitle({ connection: { state: 'lost' }, atlas })).toContain(', connection lost –');
  });

  it('says what is being done while there is no picture', () => {
    const none = { ...atlas, capture: undefined };
    expect(pageTitle({ connection: open, atlas: none })).toBe('Process 4711, being read – Procatlas');
    expect(pageTitle({ connection: open, atlas: { ...none, failure: {} } })).toBe(
      'Process 4711, not shown – Procatlas',
    );
    expect(pageTitle({ connection: open, atlas: { ...none, pid: undefined } })).toBe('Procatlas');
  });
});
