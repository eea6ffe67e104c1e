import type { Role } from '@samvad/contract';
import type { Config, Core } from '@samvad/core';
import { type Backends, makePerson, startBackends, type TestPerson, testConfig, testCore } from '@samvad/core/testing';
import { createTestDatabase, temporaryDir, testRedis } from '@samvad/infra/testing';
import { type RunningServer, startServer } from '../../src/server.js';
import { Client } from './client.js';

interface Test {
  teardown(work: () => unknown): void;
}

interface Api {
  /** To make people and rows with, beside the nodes. */
  core: Core;
  backends: Backends;
  /** Nobody in particular, at the first node. */
  api: Client;
  /** At the second node, or the first when there is one only. */
  other: Client;
  make(role: Role, name?: string): Promise<TestPerson>;
}

/** Real nodes on real ports, with backends of their own; all of it ends with the test. */
export async function startApi(t: Test, { nodes = 1, ...overrides }: Partial<Config> & { nodes?: number } = {}) {
  return startNodes(t, await startBackends(t), nodes, overrides);
}

export async function startNodes(
  t: Test,
  backends: Backends,
  nodes: number,
  overrides: Partial<Config> = {},
): Promise<Api> {
  const core = await testCore(t, backends);
  const clients: Client[] = [];
  for (let i = 0; i < nodes; i += 1) clients.push(clientOf(await startNode(t, backends, overrides)));
  const [api, other = api] = clients;
  if (!api || !other) throw new Error('at least one node is needed');
  return { core, backends, api, other, make: (role, name) => makePerson(core, role, name) };
}

/** `stop` may be called in the test already. */
export async function startNode(t: Test, backends: Backends, overrides: Partial<Config> = {}): Promise<RunningServer> {
  const server = await startServer(testConfig(backends, overrides));
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  t.teardown(stop);
  return { ...server, stop };
}

export const clientOf = ({ port }: RunningServer): Client => new Client(`http://127.0.0.1:${port}`);

/** Backends whose Redis the test can stop. */
export async function startStoppableBackends(t: Test): Promise<Backends & { stopRedis(): Promise<void> }> {
  const [database, redis] = await Promise.all([createTestDatabase({ template: true }), testRedis()]);
  let stopped: Promise<void> | undefined;
  const stopRedis = () => {
    stopped ??= redis.stop();
    return stopped;
  };
  const media = temporaryDir('media');
  t.teardown(async () => {
    await stopRedis();
    await database.drop();
    media.remove();
  });
  return { databaseUrl: database.url, redisUrl: redis.url, mediaDir: media.path, stopRedis };
}
