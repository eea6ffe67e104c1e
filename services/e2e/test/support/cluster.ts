import { type Cluster, type ClusterOptions, freePort, startCluster } from '@samvad/infra';
import { temporaryDir } from '@samvad/infra/testing';

interface Test {
  teardown(work: () => unknown): void;
}

/** A whole cluster with demo data on a port of its own; ends with the test. */
export async function testCluster(t: Test, options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const dir = temporaryDir('cluster');
  t.teardown(() => dir.remove());
  const cluster = await startCluster({ dataDir: dir.path, port: await freePort(), ...options });
  t.teardown(() => cluster.stop());
  return cluster;
}
