import type { kindIds } from '@contract/kinds.ts';
import { rowFindings } from '@contract/rowFindings.ts';
import { describe, expect, it } from 'vitest';
import { sample, syntheticCapture } from '../state/syntheticCapture.ts';

const found = (perms: string, kind: (typeof kindIds)[number], name?: string, runtime?: string) =>
  rowFindings(
    syntheticCapture([
      {
        start: '1000',
        end: '3000',
        perms,
        ...(name === undefined ? {} : { name }),
        regions: [{ start: '1000', end: '3000', kind, ...(runtime === undefined ? {} : { detail: { runtime } }) }],
      },
    ]),
  ).map(({ id, severity }) => `${id} ${severity}`);

describe('findings of rows', () => {
  it.each([
    ['rwxp', 'anon', undefined, ['writable-executable alarm']],
    ['rwxp', 'data', '/usr/bin/sample', ['writable-executable alarm']],
    ['rwxp', 'stack', '[stack]', ['executable-stack alarm']],
    ['rwxp', 'thread-stack', undefined, ['executable-stack alarm']],
    ['rwxp', 'heap', '[heap]', ['executable-heap alarm']],
    ['r-xp', 'anon', undefined, ['anonymous-executable alarm']],
    ['r-xp', 'text', '/usr/bin/sample', []],
    ['r-xp', 'vdso', '[vdso]', []],
    ['--xp', 'vsyscall', '[vsyscall]', []],
    ['rw-p', 'heap', '[heap]', []],
  ] as const)('%s %s %s', (perms, kind, name, expected) => {
    expect(found(perms, kind, name)).toEqual(expected);
  });

  it('raise no alarm where a runtime needs such memory, and name it', () => {
    expect(found('rwxp', 'jit-code', undefined, 'V8')).toEqual(['writable-executable expected']);
    expect(found('r-xp', 'jit-code', undefined, 'V8')).toEqual(['anonymous-executable expected']);
    const [finding] = rowFindings(
      syntheticCapture([
        {
          start: '1000',
          end: '2000',
          perms: 'rwxp',
          regions: [{ start: '1000', end: '2000', kind: 'jit-code', detail: { runtime: 'V8' } }],
        },
      ]),
    );
    expect(finding?.title).toBe('Writable and executable: code of V8');
    expect(finding?.evidence[0]).toBe('The kernel prints rwxp for it and no file.');
  });

  it('say nothing where permissions are not known', () => {
    const capture = sample();
    expect(rowFindings({ ...capture, source: { format: 'pmap', name: 'x', unknown: ['permissions'] } })).toEqual([]);
    const mapping = { start: '1000', end: '2000', perms: 'rwxp' };
    const imported = { format: 'pmap', name: 'x', unknown: [], unknownPermissions: [0] } as const;
    expect(rowFindings({ ...syntheticCapture([mapping]), source: imported })).toEqual([]);
  });
});
