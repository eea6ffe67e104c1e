import type { ClusterProcess } from '../local-cluster.js';
import { type Finding, fail, ok, type Patient, reason, warn } from './finding.js';

const patience = 5_000;
const services = ['api', 'socket', 'media-worker'];

/** Those that `npm start` runs, each by its own port; of a Samvad elsewhere only what clients see of it. */
export async function examineNodes({ config, cluster }: Patient): Promise<Finding[]> {
  const front = await examineFront(cluster?.url ?? config.PUBLIC_URL, cluster !== undefined);
  if (!cluster) return [front];
  const running = cluster.processes.filter(({ role }) => services.includes(role));
  if (running.length === 0) {
    return [
      fail('nodes', 'nothing runs on this data folder', 'Start it: npm start -- --data DIR; see its logs folder'),
    ];
  }
  return [...(await Promise.all(running.map(examineNode))), front];
}

async function examineNode({ name, port }: ClusterProcess): Promise<Finding> {
  const todo = `See logs/${name}.log in the data folder`;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(patience) });
    const { status, redis } = (await answer.json()) as { status: string; redis: string };
    if (!answer.ok) return warn(`node ${name}`, status, 'It is being drained; another takes its place when it ends');
    return redis === 'ready' ? ok(`node ${name}`, 'ready') : warn(`node ${name}`, `its Redis is ${redis}`, todo);
  } catch (error) {
    return fail(`node ${name}`, `does not answer: ${reason(error)}`, todo);
  }
}

/** Whoever is not signed in is told so by an API node. */
async function examineFront(url: string, mustAnswer: boolean): Promise<Finding> {
  const judge = mustAnswer ? fail : warn;
  const todo =
    'See that what stands in front (nginx, gateway) runs and reaches API nodes, and that PUBLIC_URL is right';
  try {
    const answer = await fetch(new URL('/api/v1/users/me', url), { signal: AbortSignal.timeout(patience) });
    const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
    return code === 'UNAUTHORIZED'
      ? ok('front', `${url} answers`)
      : judge('front', `${url} answers with ${answer.status}, which is not what an API node says`, todo);
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return judge('front', `${url} does not answer: ${reason(cause ?? error)}`, todo);
  }
}
