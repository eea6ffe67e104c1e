import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { until } from './stage.js';

const levels = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** What of WCAG 2.2 AA the page breaks, as it stands once nothing moves: one line for each element. */
export async function violations(page: Page): Promise<string[]> {
  await until('the end of all transitions', () =>
    page.evaluate(() =>
      // What turns for ever (a spinner) has no end to wait for.
      document.getAnimations().every((one) => one.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY),
    ),
  );
  // By way of the developer tools, which the Content-Security-Policy does not concern.
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const results = (await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: 'tag', values } }),
    levels,
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, target, failureSummary }) => {
      const why = (failureSummary ?? '').split('\n').slice(1).join(' ').trim();
      return `${id}: ${target.join(' ')} ${html.slice(0, 160)} ${why.slice(0, 300)}`;
    }),
  );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
