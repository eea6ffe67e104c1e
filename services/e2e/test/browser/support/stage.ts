import { existsSync } from 'node:fs';
import { type Cluster, type ClusterOptions, repositoryEntries, waitFor } from '@samvad/infra';
import type { Browser } from 'playwright-core';
import { type Test, t as tap } from 'tap';
import { launchBrowser } from '../../../src/browser/launch-browser.js';
import { Visitor, type VisitorOptions } from '../../../src/browser/visitor.js';
import { testCluster } from '../../support/cluster.js';

type Visit = (options: VisitorOptions) => Promise<Visitor>;

/** A cluster that serves the built dashboard, and a Chromium, for all tests of a file. */
export interface Stage {
  url: string;
  cluster: Cluster;
  browser: Browser;
  /** A test whose visitors must come to its end without an error in the console, an exception or a foreign request. */
  test(name: string, body: (t: Test, visit: Visit) => Promise<void>): void;
}

export async function setStage(options: Partial<ClusterOptions> = {}): Promise<Stage> {
  const { dashboard } = repositoryEntries();
  if (!existsSync(dashboard)) throw new Error(`not built: ${dashboard}; build with: npm run build`);
  const cluster = await testCluster(tap, options);
  // Before the slow end in good order, which is not what is tested here.
  tap.teardown(() => cluster.stop({ fast: true }));
  const browser = await launchBrowser();
  tap.teardown(() => browser.close());
  const { url } = cluster;
  const test: Stage['test'] = (name, body) => {
    tap.test(name, async (t) => {
      const visitors: Visitor[] = [];
      const visit: Visit = async (options) => {
        const visitor = await Visitor.arrive(browser, url, options);
        visitors.push(visitor);
        return visitor;
      };
      try {
        await body(t, visit);
      } catch (error) {
        for (const visitor of visitors) t.comment(await visitor.describe());
        throw error;
      } finally {
        for (const visitor of visitors)
          t.same(visitor.watch.problems(), [], `nothing went wrong in ${visitor.name}'s browser`);
        await Promise.all(visitors.map((visitor) => visitor.close()));
      }
    });
  };
  return { url, cluster, browser, test };
}

/** Waits for something to be so. */
export function until(what: string, condition: () => Promise<unknown> | unknown, timeoutMs = 15_000): Promise<unknown> {
  return waitFor(condition, { what, timeoutMs });
}
