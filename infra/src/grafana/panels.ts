/** One graph: what is asked, and how its lines are called. */
export interface Panel {
  title: string;
  /** What a person should know to read it. */
  description: string;
  /** A unit of Grafana's, such as `s`, `reqps`, `bytes`, `percentunit`, `short`. */
  unit: string;
  lines: readonly Line[];
}

interface Line {
  expr: string;
  /** With `{{label}}` filled in. */
  legend: string;
}

export interface Dashboard {
  uid: string;
  title: string;
  panels: readonly Panel[];
}

/** Rates look back over what the zoom makes sensible. */
const range = '$__rate_interval';
const rate = (metric: string, labels = '') => `rate(samvad_${metric}${labels}[${range}])`;

const quantile = (q: number, metric: string, labels = '') =>
  `histogram_quantile(${q}, sum by (le) (${rate(`${metric}_bucket`, labels)}))`;

const tails = (metric: string, labels = ''): Line[] => [
  { expr: quantile(0.5, metric, labels), legend: 'half of all' },
  { expr: quantile(0.99, metric, labels), legend: '99 %' },
];

const by = (label: string, metric: string, labels = ''): Line[] => [
  { expr: `sum by (${label}) (${rate(metric, labels)})`, legend: `{{${label}}}` },
];

const sends: Panel = {
  title: 'Sends',
  description: 'By what became of them: refused is the client’s fault, failed is ours.',
  unit: 'reqps',
  lines: by('outcome', 'send_seconds_count'),
};
const ackTime: Panel = {
  title: 'From a send to its acknowledgement',
  description: 'Promised: 99.95 % within 0.5 s.',
  unit: 's',
  lines: tails('send_seconds', '{outcome="acked"}'),
};
const deliveryTime: Panel = {
  title: 'From commit to the recipient’s socket',
  description: 'Promised: 99.9 % within 1 s.',
  unit: 's',
  lines: tails('delivery_seconds'),
};
const connections: Panel = {
  title: 'Connections',
  description: 'Open, signed-in sockets on each node.',
  unit: 'short',
  lines: [{ expr: 'sum by (node) (samvad_connections)', legend: '{{node}}' }],
};
const errors: Panel = {
  title: 'Errors by code',
  description: 'What clients were answered. OVERLOADED, UNAVAILABLE and INTERNAL are ours.',
  unit: 'reqps',
  lines: by('code', 'errors_total'),
};
const loopLag: Panel = {
  title: 'How late each node is',
  description: 'The event loop’s lag, 99 %. Above 0.1 s people feel it.',
  unit: 's',
  lines: [{ expr: 'samvad_nodejs_eventloop_lag_p99_seconds', legend: '{{node}}' }],
};

/** How fast the month’s allowance is being used: 1 is exactly as fast as there is. */
const burn = (what: string, allowance: number): Line[] =>
  ['5m', '1h', '6h', '1d'].map((window) => ({
    expr: `samvad:${what}_broken:ratio_rate${window} / ${allowance}`,
    legend: window,
  }));

export const dashboards: readonly Dashboard[] = [
  {
    uid: 'samvad-overview',
    title: 'Samvad: overview',
    panels: [connections, sends, ackTime, deliveryTime, errors, loopLag],
  },
  {
    uid: 'samvad-slo',
    title: 'Samvad: what is promised',
    panels: [
      {
        title: 'Sends answered within 0.5 s: how fast the allowance is used',
        description: '1 uses a month’s allowance in a month; 14.4 in two days, which wakes somebody.',
        unit: 'short',
        lines: burn('send', 0.0005),
      },
      {
        title: 'Messages delivered within 1 s: how fast the allowance is used',
        description: '1 uses a month’s allowance in a month; 14.4 in two days, which wakes somebody.',
        unit: 'short',
        lines: burn('delivery', 0.001),
      },
      ackTime,
      deliveryTime,
    ],
  },
  {
    uid: 'samvad-sockets',
    title: 'Samvad: sockets',
    panels: [
      connections,
      {
        title: 'People who connect',
        description: 'By what became of it. A storm of people coming back is over within a minute.',
        unit: 'reqps',
        lines: by('outcome', 'connects_total'),
      },
      {
        title: 'Events',
        description: 'What clients send.',
        unit: 'reqps',
        lines: by('event', 'socket_events_total'),
      },
      {
        title: 'Time until an event is answered',
        description: '99 %, by event.',
        unit: 's',
        lines: [
          {
            expr: `histogram_quantile(0.99, sum by (le, event) (${rate('socket_event_seconds_bucket')}))`,
            legend: '{{event}}',
          },
        ],
      },
      {
        title: 'Packets from other nodes',
        description: 'A node gets only what its own people need: one packet for each message and person.',
        unit: 'pps',
        lines: by('node', 'fanout_packets_total'),
      },
      {
        title: 'Presence leases',
        description: 'As many as connections, on each node.',
        unit: 'short',
        lines: [{ expr: 'sum by (node) (samvad_presence_leases)', legend: '{{node}}' }],
      },
      {
        title: 'Cut off because they did not read',
        description: 'Clients on a line too slow for what they are sent.',
        unit: 'reqps',
        lines: by('node', 'slow_clients_total'),
      },
      loopLag,
    ],
  },
  {
    uid: 'samvad-messages',
    title: 'Samvad: messages',
    panels: [
      sends,
      {
        title: 'Messages in one insert',
        description: 'Batches grow with the load: that is what makes a message cheaper the more there are.',
        unit: 'short',
        lines: [
          { expr: `sum(${rate('send_batch_rows_sum')}) / sum(${rate('send_batch_rows_count')})`, legend: 'on average' },
        ],
      },
      {
        title: 'Time of an insert, with its commit',
        description: 'Postgres as we see it.',
        unit: 's',
        lines: tails('commit_seconds'),
      },
      {
        title: 'Delivered from Postgres',
        description: 'Messages whose broadcast was lost. A few after a node has died are as it should be.',
        unit: 'reqps',
        lines: by('node', 'healed_messages_total'),
      },
      {
        title: 'Unread counts that were wrong',
        description: 'Found in Redis by the last audit, and put right.',
        unit: 'short',
        lines: [{ expr: 'samvad_unread_drift', legend: '{{node}}' }],
      },
      {
        title: 'REST requests',
        description: 'By status.',
        unit: 'reqps',
        lines: by('status', 'http_request_seconds_count'),
      },
    ],
  },
  {
    uid: 'samvad-media',
    title: 'Samvad: media, push and webhooks',
    panels: [
      {
        title: 'Jobs',
        description: 'Of the whole cluster.',
        unit: 'short',
        lines: [{ expr: 'max by (state) (samvad_media_jobs)', legend: '{{state}}' }],
      },
      {
        title: 'The upload that has waited longest',
        description: 'Over five minutes wakes somebody.',
        unit: 's',
        lines: [{ expr: 'max(samvad_media_oldest_waiting_seconds)', legend: 'waiting' }],
      },
      {
        title: 'The webhook that has waited longest',
        description: 'Another system does not take what it has asked for.',
        unit: 's',
        lines: [{ expr: 'max(samvad_webhook_oldest_seconds)', legend: 'waiting' }],
      },
      {
        title: 'Webhooks pending',
        description: 'Deliveries of the whole cluster.',
        unit: 'short',
        lines: [{ expr: 'max(samvad_webhook_backlog)', legend: 'pending' }],
      },
    ],
  },
  {
    uid: 'samvad-stores',
    title: 'Samvad: Postgres and Redis, as the nodes see them',
    panels: [
      {
        title: 'Postgres: time of an insert',
        description: 'With its commit, which waits for the disk.',
        unit: 's',
        lines: tails('commit_seconds'),
      },
      {
        title: 'Postgres: connections in use',
        description: 'Of each node; PG_POOL_SIZE is the end.',
        unit: 'short',
        lines: [{ expr: 'sum by (node) (samvad_postgres_pool_connections{state="busy"})', legend: '{{node}}' }],
      },
      {
        title: 'Postgres: statements that wait for a connection',
        description: 'Anything above 0 for longer than a moment is too much.',
        unit: 'short',
        lines: [{ expr: 'sum by (node) (samvad_postgres_pool_waiting)', legend: '{{node}}' }],
      },
      {
        title: 'Redis: connected',
        description: '1 is as it should be.',
        unit: 'short',
        lines: [{ expr: 'min by (node) (samvad_redis_up)', legend: '{{node}}' }],
      },
      {
        title: 'Redis: time of a publish',
        description: 'Until Redis has taken it.',
        unit: 's',
        lines: tails('publish_seconds'),
      },
      {
        title: 'Redis: publishes that failed',
        description: 'What they carried is delivered from Postgres.',
        unit: 'reqps',
        lines: by('node', 'publish_failures_total'),
      },
      {
        title: 'Memory of each node',
        description: 'Some 180 MB, and 19 KB for each connection.',
        unit: 'bytes',
        lines: [{ expr: 'samvad_process_resident_memory_bytes', legend: '{{node}}' }],
      },
      {
        title: 'CPU of each node',
        description: 'Cores. A node is one process that can use one core, and a little.',
        unit: 'short',
        lines: by('node', 'process_cpu_seconds_total'),
      },
    ],
  },
];
