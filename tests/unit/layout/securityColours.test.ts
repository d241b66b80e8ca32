import type { SecurityFinding } from '@contract/elfInside.ts';
import { asPageNumber } from '@contract/units.ts';
import { regionSeverities, securityColours, severities } from '@renderer/layout/securityColours.ts';
import { expect, it } from 'vitest';
import { sample } from '../state/syntheticCapture.ts';

const finding = (start: number, end: number, severity: SecurityFinding['severity']): SecurityFinding => ({
  id: 'writable-executable',
  severity,
  title: '',
  start: asPageNumber(start),
  end: asPageNumber(end),
  evidence: [],
  why: '',
});
const severitiesOf = (...findings: SecurityFinding[]): readonly string[] =>
  Array.from(regionSeverities(sample(), findings), (level) => severities[level] ?? '');

it('gives each region its worst finding', () => {
  expect(severitiesOf(finding(0x400, 0x402, 'notice'), finding(0x401, 0x402, 'alarm'))).toEqual([
    'alarm',
    'none',
    'none',
    'none',
    'none',
  ]);
});

it('reaches every region that a finding touches, and no neighbour', () => {
  expect(severitiesOf(finding(0x402, 0x600, 'alarm'))).toEqual(['none', 'none', 'none', 'none', 'none']);
  expect(severitiesOf(finding(0x401, 0x7f0000001, 'expected'))).toEqual([
    'expected',
    'expected',
    'expected',
    'none',
    'none',
  ]);
});

it('has a colour for every severity in both themes', () => {
  for (const theme of ['light', 'dark'] as const) expect(new Set(securityColours(theme)).size).toBe(severities.length);
});
