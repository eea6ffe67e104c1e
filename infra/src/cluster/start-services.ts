import type { Upstream } from '../nginx/local-config.js';
import { freePort } from '../ports.js';
import { type ServiceRole, serviceSpec } from './service-spec.js';
import type { StartContext } from './start-context.js';
import { together } from './together.js';

export interface ServiceGroup {
  role: ServiceRole;
  entry: string;
  count: number;
}

/** Starts `count` nodes of each group, all at once, and says where they listen. */
export async function startServices(
  { members, folder, step, abort }: StartContext,
  groups: readonly ServiceGroup[],
  env: NodeJS.ProcessEnv,
): Promise<Record<ServiceRole, Upstream[]>> {
  const upstreams: Record<ServiceRole, Upstream[]> = { api: [], socket: [], 'media-worker': [] };
  const startNode = async ({ role, entry }: ServiceGroup, index: number) => {
    const name = `${role}-${index}`;
    let port = 0;
    await members.add(role, async () => {
      port = await freePort();
      return serviceSpec({ name, role, entry, port, env, logFile: folder.logFile(name) });
    });
    upstreams[role].push({ name, port });
  };
  const startGroup = (group: ServiceGroup) => {
    const nodes = () => Array.from({ length: group.count }, (_, index) => startNode(group, index + 1));
    return step(`${group.count} × ${group.role}`, () => together(nodes(), abort));
  };
  await together(groups.filter((group) => group.count > 0).map(startGroup), abort);
  return upstreams;
}
