import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** All metrics of a node, in one registry of its own, so that several nodes can live in one test process. */
export function createMetrics(node: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ node });
  // Event-loop lag, heap, garbage collection, file descriptors, CPU.
  // Lag is sampled by a timer: the usual 10 ms would wake an idle process a hundred times a second.
  collectDefaultMetrics({ register: registry, prefix: 'samvad_', eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter<L>({ name: `samvad_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge<L>({ name: `samvad_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []) =>
    new Histogram<L>({ name: `samvad_${name}`, help, buckets, labelNames, registers });

  return {
    registry,
    connections: gauge('connections', 'Open, signed-in sockets on this node'),
    connects: counter('connects_total', 'Connection attempts by outcome', ['outcome']),
    socketEvents: counter('socket_events_total', 'Events received from clients', ['event', 'outcome']),
    socketEventSeconds: histogram(
      'socket_event_seconds',
      'From the arrival of an event to its answer, answered well or not',
      [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10],
      ['event'],
    ),
    sends: counter('sends_total', 'Messages asked to be stored, by outcome', ['outcome']),
    acks: counter('acks_total', 'Sends acknowledged after commit', ['door']),
    sendSeconds: histogram(
      'send_seconds',
      'From the arrival of a send to its answer: `acked`, `refused` (its own fault, 4xx), or `failed` (ours, 5xx)',
      seconds,
      ['door', 'outcome'],
    ),
    batchRows: histogram(
      'send_batch_rows',
      'Messages stored by one statement',
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    ),
    commitSeconds: histogram('commit_seconds', 'Time of one batched insert, commit included', seconds),
    publishSeconds: histogram('publish_seconds', 'Time until Redis has taken a publish', seconds),
    publishFailures: counter('publish_failures_total', 'Publishes that Redis did not take; healed from Postgres'),
    deliverySeconds: histogram('delivery_seconds', 'From commit to being handed to the recipient sockets', seconds),
    framesReceived: counter('fanout_packets_total', 'Packets that reached this node from others over Redis'),
    healedMessages: counter(
      'healed_messages_total',
      'Messages delivered from Postgres because their broadcast was lost',
    ),
    slowClients: counter('slow_clients_total', 'Connections cut off because they did not read'),
    presenceLeases: gauge('presence_leases', 'Connections this node holds a presence lease for'),
    presenceReaped: counter('presence_reaped_total', 'People taken offline because their node died'),
    unreadDrift: gauge('unread_drift', 'Cached unread counts that differed from Postgres at the last audit'),
    unreadRepairs: counter('unread_repairs_total', 'Cached unread counts that an audit has put right'),
    errors: counter('errors_total', 'Errors answered to clients', ['code']),
    poolConnections: gauge('postgres_pool_connections', 'Connections of this node to Postgres: `busy` or `idle`', [
      'state',
    ]),
    poolWaiting: gauge('postgres_pool_waiting', 'Statements of this node that wait for a connection'),
    redisUp: gauge('redis_up', '1 while this node is connected to Redis: `commands`, `subscriptions`', ['use']),
    queuedSends: gauge('queued_sends', 'Sends that wait for the next insert on this node; MAX_QUEUED_SENDS is the end'),
    requestSeconds: histogram('http_request_seconds', 'REST requests', seconds, ['method', 'route', 'status']),
    mediaUploads: counter('media_uploads_total', 'Uploads that ended, by outcome', ['door', 'outcome']),
    mediaUploadBytes: counter('media_upload_bytes_total', 'Bytes of accepted uploads', ['door', 'type']),
    mediaJobs: gauge('media_jobs', 'Jobs in the media queue, of the whole cluster', ['state']),
    mediaOldestWaiting: gauge(
      'media_oldest_waiting_seconds',
      'How long the upload that has waited longest has been waiting, in the whole cluster',
    ),
    mediaProcessingSeconds: histogram(
      'media_processing_seconds',
      'From taking an upload on to ready',
      [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
      ['type'],
    ),
    mediaFailures: counter('media_failures_total', 'Uploads that ended failed', ['reason']),
    mediaBytes: counter('media_bytes_total', 'Bytes of media between this node and the storage', ['direction']),
    pushes: counter('pushes_total', 'Pushes to browsers and phones by outcome', ['platform', 'outcome']),
    webhookAttempts: counter('webhook_attempts_total', 'Attempts to deliver to webhooks, by outcome', ['outcome']),
    webhookBacklog: gauge('webhook_backlog', 'Deliveries to webhooks that are pending, in the whole cluster'),
    webhookOldest: gauge(
      'webhook_oldest_seconds',
      'How long the delivery that has been pending longest has been pending, in the whole cluster',
    ),
    draining: gauge('draining', '1 from SIGTERM on'),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
