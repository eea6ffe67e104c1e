import type { Benchmark } from './benchmark.js';
import { startSamvad } from './harness/stack.js';
import { measureJobs, reportJobs } from './media/jobs.js';
import { measureUploads, reportUploads } from './media/uploads.js';

/** What an upload costs the API node that takes it, and what it costs a worker. */
export const media: Benchmark = {
  name: 'media',
  about: 'uploads of 10, 50 and 200 MB through one API node: throughput and memory; jobs per CPU-second of a worker',
  seconds: { full: 150, quick: 50 },
  async run(context) {
    const stack = await startSamvad({ nodes: 0 });
    try {
      const uploads = reportUploads(await measureUploads(stack, context));
      const jobs = reportJobs(await measureJobs(stack, context));
      return {
        tables: [uploads.table, jobs.table],
        headlines: [...uploads.headlines, ...jobs.headlines],
        failures: uploads.failures,
        data: { uploads: uploads.data, jobs: jobs.data },
      };
    } finally {
      await stack.stop();
    }
  },
};
