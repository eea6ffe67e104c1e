import type { Operations } from '../operation.js';

const status = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', description: '`ok`, or `draining` while the node stops' } },
};
const ready = {
  ...status,
  properties: {
    ...status.properties,
    node: { type: 'string', description: 'The name of the node' },
    redis: { type: 'string', description: 'The connection to Redis' },
  },
};

export const nodeOperations: Operations = {
  'GET /health/live': {
    tag: 'Operation',
    summary: 'The process lives',
    answers: {
      200: {
        description: 'It does',
        content: { type: 'application/json', schema: status },
        example: { status: 'ok' },
      },
    },
  },
  'GET /health/ready': {
    tag: 'Operation',
    summary: 'The node may be sent requests',
    description: 'A Postgres or Redis that is away does not change it: all nodes share them.',
    answers: {
      200: {
        description: 'It may',
        content: { type: 'application/json', schema: ready },
        example: { status: 'ok', node: 'api-1', redis: 'ready' },
      },
      503: {
        description: 'It is stopping',
        content: { type: 'application/json', schema: ready },
        example: { status: 'draining', node: 'api-1', redis: 'ready' },
      },
    },
  },
  'GET /metrics': {
    tag: 'Operation',
    summary: 'Metrics for Prometheus',
    answers: {
      200: {
        description: 'The text format of Prometheus',
        content: { type: 'text/plain', schema: { type: 'string', description: 'One metric a line' } },
        example: 'samvad_draining 0',
      },
    },
  },
};
