import { repositoryEntries } from '@samvad/infra';
import { jwtSecret } from '../harness/people.js';
import { SocketNode } from '../harness/socket-node.js';
import type { Stack } from '../harness/stack.js';

/** An API node or a worker as a process of its own, with media in a folder. It is for the caller to stop. */
export function startMediaNode(
  stack: Stack,
  role: 'api' | 'worker',
  mediaDir: string,
  env: Record<string, string> = {},
): Promise<SocketNode> {
  return SocketNode.start({
    name: `${role}-1`,
    program: repositoryEntries()[role],
    dir: stack.servers.logDir,
    env: {
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.servers.redis.url,
      JWT_SECRET: jwtSecret,
      MEDIA_DIR: mediaDir,
      ...env,
    },
  });
}
