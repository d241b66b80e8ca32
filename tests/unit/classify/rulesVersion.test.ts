/**
 * Labels of opened captures are made anew when the rules are newer than those that made them, which the number tells. So
 * whoever changes what the rules say must raise it: then this test prints the hash that belongs in rules.json.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Capture } from '@contract/capture.ts';
import { certainties, kindIds } from '@contract/kinds.ts';
import { factKey, formKey, ruleIds } from '@contract/verdict.ts';
import { rulesVersion } from '@main/classify/rulesVersion.ts';
import { expect, it } from 'vitest';
import { importText } from '../../support/atOnce.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures');

function* verdictsOf({ regions }: Capture): Generator<string> {
  for (let region = 0; region < regions.length; region++) {
    const label = regions.labels[regions.label[region] ?? 0];
    const facts = regions.factSets[regions.facts[region] ?? 0] ?? [];
    yield [
      regions.start[region],
      regions.end[region],
      kindIds[regions.kind[region] ?? 0],
      certainties[regions.certainty[region] ?? 0],
      ruleIds[regions.rule[region] ?? 0],
      label ? formKey(label) : '',
      ...facts.map(factKey),
    ].join(' ');
  }
}

it('is raised with every change of what the rules say of the fixtures', () => {
  const hash = createHash('sha256');
  for (const file of readdirSync(join(fixtures, 'import')).sort()) {
    const outcome = importText(readFileSync(join(fixtures, 'import', file)), 'fixture');
    if (!outcome.ok) continue;
    for (const line of verdictsOf(outcome.value.capture)) hash.update(`${line}\n`);
  }
  const known = JSON.parse(readFileSync(join(fixtures, 'rules.json'), 'utf8')) as { version: number; hash: string };
  expect({ version: rulesVersion, hash: hash.digest('hex') }).toEqual(known);
});
