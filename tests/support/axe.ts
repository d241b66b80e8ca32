/** What axe finds on a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Parts of axe that run in the page. */
interface PageWithAxe {
  readonly axe?: Pick<typeof axe, 'run'>;
}

/**
 * What axe objects to, one line each: serious and critical findings, or all of them. Only what is wrong is described:
 * what is right is most of a page, and to write a selector for each of its elements took longer than the looking.
 */
export async function findings(page: Page, impacts: 'serious' | 'any' = 'serious'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const results = await (window as PageWithAxe).axe?.run({ resultTypes: ['violations'] });
    return results?.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
    }));
  });
  if (!violations) throw new Error('The page lost axe while it was asked.');
  return violations
    .filter(({ impact }) => impacts === 'any' || impact === 'serious' || impact === 'critical')
    .flatMap(({ nodes }) => nodes);
}
