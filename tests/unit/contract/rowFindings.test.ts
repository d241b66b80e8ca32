import { told } from '../../support/words.ts';
import type { kindIds } from '@contract/kinds.ts';
import { rowFindings } from '@read/rowFindings.ts';
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

  it('alarm where no runtime is known to need such memory', () => {
    expect(found('rwxp', 'jit-code')).toEqual(['writable-executable alarm']);
    expect(found('r-xp', 'jit-code')).toEqual(['anonymous-executable alarm']);
  });

  it('do not take memory that has only a name for a file', () => {
    expect(found('r-xp', 'jit-code', '/memfd:payload (deleted)')).toEqual(['anonymous-executable alarm']);
    expect(found('r-xs', 'shared-anon', '/dev/zero (deleted)')).toEqual(['anonymous-executable alarm']);
    expect(found('r-xs', 'jit-code', '/memfd:doublemapper (deleted)')).toEqual(['anonymous-executable expected']);
    expect(found('r-xp', 'text', '/home/memfd:x')).toEqual([]);
  });

  it.each([
    ['/usr/lib/libpcre2-8.so.0', 'notice'],
    ['/usr/lib/libffi.so.8', 'notice'],
    ['/usr/lib/libluajit-5.1.so.2', 'notice'],
    ['/usr/lib/libLLVM-14.so.1', 'notice'],
    ['/usr/lib/libc.so.6', 'alarm'],
    ['/usr/lib/libpcreposix.so.3', 'alarm'],
  ])('are worth a look only where a library that writes code is loaded: %s', (path, severity) => {
    const capture = syntheticCapture(
      [{ start: '1000', end: '2000', perms: 'r-xp', regions: [{ start: '1000', end: '2000', kind: 'jit-code' }] }],
      { objects: [{ kind: 'module', label: told('library'), key: 'module:1', path }] },
    );
    expect(rowFindings(capture).map((finding) => finding.severity)).toEqual([severity]);
  });

  it('count thread-local storage at the top of an executable stack with that stack', () => {
    const regions = [
      { start: '1000', end: '2800', kind: 'thread-stack' },
      { start: '2800', end: '3000', kind: 'tls' },
    ] as const;
    const both = rowFindings(syntheticCapture([{ start: '1000', end: '3000', perms: 'rwxp', regions }]));
    expect(both.map(({ id, start, end }) => [id, start, end])).toEqual([['executable-stack', 1, 3]]);
    // Elsewhere it stands for itself.
    expect(found('rwxp', 'tls')).toEqual(['writable-executable alarm']);
  });

  it('say nothing where permissions are not known', () => {
    const capture = sample();
    expect(rowFindings({ ...capture, source: { format: 'pmap', name: 'x', unknown: ['permissions'] } })).toEqual([]);
    const mapping = { start: '1000', end: '2000', perms: 'rwxp' };
    const imported = { format: 'pmap', name: 'x', unknown: [], unknownPermissions: [0] } as const;
    expect(rowFindings({ ...syntheticCapture([mapping]), source: imported })).toEqual([]);
  });
});
