import type { RequestListener } from 'node:http';
import type { Core } from './context.js';
import { measureResources } from './measure-resources.js';

export interface NodeState {
  draining: boolean;
}

export interface OpsAnswer {
  status: number;
  contentType: string;
  body: string;
}

/**
 * What every node answers on its own port for those who run it: `/health/live`, `/health/ready`, `/metrics`. Undefined
 * for any other path.
 *
 * Ready means started and not draining. A Redis or Postgres that all nodes share and that is away does not change that:
 * taking every node out of service at once would turn a slow minute into an outage.
 */
export async function answerOps(core: Core, state: NodeState, path: string): Promise<OpsAnswer | undefined> {
  switch (path) {
    case '/health/live':
      return json(200, { status: 'ok' });
    case '/health/ready':
      return json(state.draining ? 503 : 200, {
        status: state.draining ? 'draining' : 'ok',
        node: core.config.NODE_NAME,
        redis: core.redis.status,
      });
    case '/metrics':
      measureResources(core);
      return {
        status: 200,
        contentType: core.metrics.registry.contentType,
        body: await core.metrics.registry.metrics(),
      };
    default:
      return undefined;
  }
}

function json(status: number, body: object): OpsAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** `answerOps` as a plain HTTP server, for nodes that serve nothing else over REST. */
export function opsListener(core: Core, state: NodeState): RequestListener {
  return (request, response) => {
    answerOps(core, state, request.url?.split('?')[0] ?? '/').then(
      (answer) => {
        response.writeHead(answer?.status ?? 404, { 'content-type': answer?.contentType ?? 'text/plain' });
        response.end(answer?.body ?? 'not found\n');
      },
      (error) => {
        core.log.error({ err: error }, 'health or metrics failed');
        response.writeHead(500).end();
      },
    );
  };
}
