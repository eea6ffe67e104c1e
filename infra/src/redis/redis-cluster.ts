import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../ports.js';
import type { ServerHandle } from '../server-handle.js';
import { waitFor } from '../wait.js';
import { redisCommand } from './redis-command.js';
import { startRedis } from './start-redis.js';

const SLOTS = 16_384;

export interface RedisClusterHandle {
  /** One URL per master; any of them is enough to begin with. */
  readonly urls: string[];
  readonly nodes: ServerHandle[];
  stop(): Promise<void>;
}

/**
 * Starts a Redis Cluster of masters without replicas on loopback, its slots shared out evenly, and waits until every
 * node says that the cluster is whole (up to 30 s).
 */
export async function startRedisCluster(options: {
  dir: string;
  masters?: number;
  unref?: boolean;
}): Promise<RedisClusterHandle> {
  const masters = options.masters ?? 3;
  const started = await Promise.allSettled(
    Array.from({ length: masters }, (_, index) =>
      startNode(join(options.dir, `node-${index + 1}`), options.unref ?? false),
    ),
  );
  const nodes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    await joinNodes(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: nodes.map((node) => node.url), nodes, stop };
}

interface Node extends ServerHandle {
  busPort: number;
}

async function startNode(dir: string, unref: boolean): Promise<Node> {
  mkdirSync(dir, { recursive: true });
  // By default the nodes' own port is the port + 10000, which could be anybody's.
  const busPort = await freePort();
  const cluster = { 'cluster-enabled': 'yes', 'cluster-config-file': 'nodes.conf', 'cluster-port': String(busPort) };
  const node = await startRedis({
    dir,
    unref,
    args: Object.entries(cluster).flatMap(([name, value]) => [`--${name}`, value]),
  });
  return { ...node, busPort };
}

async function joinNodes(nodes: Node[]): Promise<void> {
  const [first] = nodes;
  for (const [index, node] of nodes.entries()) {
    const from = Math.floor((index * SLOTS) / nodes.length);
    const to = Math.floor(((index + 1) * SLOTS) / nodes.length) - 1;
    await redisCommand(node.port, ['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)]);
    // Without different epochs, nodes that meet would have to settle whose configuration counts.
    await redisCommand(node.port, ['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)]);
    if (!first || node === first) continue;
    await redisCommand(node.port, ['CLUSTER', 'MEET', '127.0.0.1', String(first.port), String(first.busPort)]);
  }
  for (const node of nodes) {
    await waitFor(() => isWhole(node.port, nodes.length), { what: `Redis cluster at ${node.port}`, timeoutMs: 30_000 });
  }
}

async function isWhole(port: number, size: number): Promise<boolean> {
  const info = String(await redisCommand(port, ['CLUSTER', 'INFO']));
  return ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_size:${size}`].every((line) => info.includes(line));
}
