import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Conversation } from '@samvad/contract';
import { createMetrics } from '@samvad/core';
import {
  type Cluster,
  dashboardJson,
  dashboards,
  freePort,
  prometheusRule,
  REPOSITORY,
  requireTool,
  waitFor,
} from '@samvad/infra';
import { type Test, test } from 'tap';
import { parse } from 'yaml';
import { testCluster } from './support/cluster.js';
import { Device } from './support/device.js';
import { call, demo, logIn } from './support/rest.js';

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  annotations?: { runbook_url: string };
}

const folder = join(REPOSITORY, 'infra/prometheus');
const { groups } = parse(readFileSync(join(folder, 'rules.yml'), 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const promtool = (...args: string[]) =>
  execFileSync(requireTool('prometheus'), args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

test('Prometheus understands the rules, and each alert comes when it should', async (t) => {
  t.match(promtool('check', 'rules', 'rules.yml'), /SUCCESS/);
  t.match(promtool('test', 'rules', 'rules.test.yml'), /SUCCESS/);
});

test('every alert has a section of the runbook, and every section an alert', async (t) => {
  const runbook = readFileSync(join(REPOSITORY, 'infra/runbooks/README.md'), 'utf8');
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name = '']) => name);
  const alerts = rules.flatMap(({ alert }) => alert ?? []);
  t.same(sections.toSorted(), alerts.toSorted());
  for (const { alert, annotations } of rules.filter((rule) => rule.alert)) {
    t.equal(annotations?.runbook_url.split('#')[1], alert?.toLowerCase(), 'its link leads there');
  }
});

test('every metric that a rule asks for is one that a node has', async (t) => {
  const known = createMetrics('test')
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  const asked = rules.flatMap(({ expr }) => [...expr.matchAll(/\bsamvad_\w+/g)].map(([name]) => name));
  t.ok(asked.length > 20);
  for (const name of new Set(asked)) t.ok(known.includes(name.replace(/_(bucket|count|sum)$/, '')), name);
});

test('the dashboards are the generated ones', async (t) => {
  const dir = join(REPOSITORY, 'infra/grafana/dashboards');
  t.same(readdirSync(dir).toSorted(), dashboards.map(({ uid }) => `${uid}.json`).toSorted());
  for (const one of dashboards) {
    t.equal(
      readFileSync(join(dir, `${one.uid}.json`), 'utf8'),
      dashboardJson(one),
      'npm run docs brings it up to date',
    );
  }
});

test("the rules for Prometheus' operator are the generated ones", async (t) => {
  const operator = join(REPOSITORY, 'k8s/components/prometheus-operator/rules.yaml');
  const rulesFile = readFileSync(join(folder, 'rules.yml'), 'utf8');
  t.equal(readFileSync(operator, 'utf8'), prometheusRule(rulesFile), 'npm run docs brings it up to date');
});

test('a real Prometheus finds every node and an answer to every expression', async (t) => {
  const cluster = await testCluster(t);
  const api = await startPrometheus(t, cluster);
  const talk = await startTalk(t, cluster.url);
  const nodes = cluster.processes().filter(({ role }) => ['api', 'socket', 'media-worker'].includes(role));
  // A rate needs two looks, the second after what there was to count.
  const rates = [
    'samvad_send_seconds_count{outcome="acked"}',
    'samvad_delivery_seconds_count',
    'samvad_commit_seconds_count',
  ];
  for (const counter of rates) {
    const isSeen = async () => {
      await talk();
      return (await query(api, `sum(rate(${counter}[1m])) > 0`)).length > 0;
    };
    await waitFor(isSeen, { what: `${counter} rising in Prometheus`, timeoutMs: 30_000 });
  }
  const up = await query(api, 'count(up == 1)');
  t.equal(Number(up[0]?.value[1]), nodes.length, 'all nodes are scraped');

  for (const { record, alert, expr } of rules) {
    const found = await query(api, expr);
    if (record) t.ok(found.length > 0, `${record} has a value`);
    else t.same(found, [], `${alert} is silent where all is well`);
    for (const [, metric = ''] of expr.matchAll(/\b(samvad_\w+)\b/g)) {
      if (metric === 'samvad_errors_total') continue;
      t.ok((await query(api, `count(${metric})`)).length > 0, `${alert ?? record}: ${metric} is measured`);
    }
  }
  for (const { title, panels } of dashboards) {
    for (const panel of panels) {
      for (const { expr } of panel.lines) {
        const found = await query(api, expr.replaceAll('$__rate_interval', '1m'));
        t.ok(found.length > 0, `${title}: ${panel.title}: ${expr} has a value`);
      }
    }
  }
  t.equal((await query(api, 'samvad_errors_total{code="NOT_FOUND"}')).length > 0, true, 'errors are counted by code');
});

/** Prometheus with our rules, looking at each node every second. Resolves to the address of its API. */
async function startPrometheus(t: Test, cluster: Cluster): Promise<string> {
  const dir = t.testdir();
  const targets = cluster
    .processes()
    .filter(({ role }) => ['api', 'socket', 'media-worker'].includes(role))
    .map(({ port }) => `127.0.0.1:${port}`);
  // Evaluated more often than in earnest: a test need not wait for half a minute.
  const rulesFile = join(dir, 'rules.yml');
  writeFileSync(rulesFile, readFileSync(join(folder, 'rules.yml'), 'utf8').replace('interval: 30s', 'interval: 1s'));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rulesFile],
    scrape_configs: [{ job_name: 'samvad', static_configs: [{ targets }] }],
  };
  const file = join(dir, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(config));
  promtool('check', 'config', file);
  const port = await freePort();
  const program = join(dirname(requireTool('prometheus')), 'prometheus');
  const child = spawn(
    program,
    [`--config.file=${file}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  t.teardown(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/-/ready`)).ok, { what: 'Prometheus', timeoutMs: 20_000 });
  return url;
}

async function query(url: string, expr: string): Promise<{ value: [number, string] }[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`);
  const body = (await answer.json()) as {
    status: string;
    error?: string;
    data: { result: { value: [number, string] }[] };
  };
  if (body.status !== 'success') throw new Error(`${expr}: ${body.error}`);
  return body.data.result;
}

/** An agent and a customer who have a conversation before them; each call of what is returned sends by both doors. */
async function startTalk(t: Test, url: string): Promise<() => Promise<void>> {
  const [customer, agent] = [await logIn(url, demo.rajesh), await logIn(url, demo.asha)];
  const [phone, dashboard] = [new Device(url, customer.token), new Device(url, agent.token)];
  t.teardown(() => {
    phone.close();
    dashboard.close();
  });
  const { token } = customer;
  const { body } = await call<{ data: Conversation[] }>(url, 'GET', '/chat/conversations?limit=1', { token });
  const conversationId = body.data[0]?._id ?? '';
  await Promise.all([
    (await phone.connected()).join(conversationId),
    (await dashboard.connected()).join(conversationId),
  ]);
  // An error to be counted.
  await phone.ask('conversation:join', { conversationId: '0199a000-0000-7000-8000-000000000000' });
  return async () => {
    await phone.must('message:send', { conversationId, messageType: 'text', content: 'by socket' });
    const rest = { token, body: { messageType: 'text', content: 'by REST' } };
    await call(url, 'POST', `/chat/messages/${conversationId}`, rest);
  };
}
