import { parseArgs } from 'node:util';
import { chapters } from './chapters/index.js';
import { Crew } from './crew.js';
import type { Transport } from './desk.js';
import { type Result, runChecks } from './run-checks.js';
import { judgeClient } from './serve/judge-client.js';

const usage = `npm run conformance -- --url http://host:port

  Judges any server of the contract from outside, over HTTP and Socket.IO. It makes people and conversations there, and
  needs one admin to do so.

  --url URL              where the server is
  --admin-phone PHONE    an admin (the demo's)
  --admin-password PASS
  --transport WHICH      websocket, polling or both (both)
  --node-urls URL,URL    socket nodes that devices connect to in turn, instead of --url
  --only CHAPTER,…       these chapters alone
  --concurrency N        checks under way at once (6)
  --list                 names the checks and ends

npm run conformance -- --serve PORT

  Plays a server that loses messages, answers and connections, and judges the client that is pointed at it.

  --shows                the client's harness says what is on the screen: POST /api/v1/conformance/shown { seqs }`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    'admin-phone': { type: 'string', default: '+919800000000' },
    'admin-password': { type: 'string', default: 'demo-pass-2468' },
    transport: { type: 'string', default: 'both' },
    'node-urls': { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    concurrency: { type: 'string', default: '6' },
    list: { type: 'boolean', default: false },
    serve: { type: 'string' },
    shows: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const transportsOf: Record<string, Transport[]> = {
  websocket: ['websocket'],
  polling: ['polling'],
  both: ['websocket', 'polling'],
};

process.stdout.on('error', () => {});
process.exit(await main());

async function main(): Promise<number> {
  if (values.help) return say(usage, 0);
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.find((name) => !chapters.some((chapter) => chapter.name === name));
  if (unknown !== undefined)
    return say(`there is no chapter ${unknown}: ${chapters.map(({ name }) => name).join(', ')}`, 2);
  const chosen = chapters.filter(({ name }) => only.length === 0 || only.includes(name));
  if (values.list) return list(chosen);
  const began = Date.now();
  if (values.serve !== undefined) {
    return summary(await judgeClient({ port: Number(values.serve), shows: values.shows }, print, console.log), began);
  }
  const transports = transportsOf[values.transport];
  if (!values.url || !transports) return say(usage, 2);
  const url = values.url.replace(/\/+$/, '');
  const socketUrls = values['node-urls']?.split(',').map((one) => one.replace(/\/+$/, '')) ?? [url];
  const crew = await Crew.open(url, values['admin-phone'], values['admin-password']).catch((error: Error) => {
    console.error(error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message);
    return undefined;
  });
  if (!crew) return 2;
  const concurrency = Math.max(1, Number(values.concurrency) || 1);
  const results = await runChecks(chosen, { url, socketUrls, transports, crew, concurrency }, print);
  await crew.close();
  return summary(results, began);
}

function summary(results: readonly Result[], began: number): number {
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const seconds = ((Date.now() - began) / 1_000).toFixed(0);
  console.log(`\n${count('ok')} ok, ${count('failed')} failed, ${count('skipped')} skipped, in ${seconds} s`);
  return count('failed') === 0 ? 0 : 1;
}

function print({ line, outcome, reason }: Result): void {
  const label = { ok: 'ok  ', failed: 'FAIL', skipped: 'skip' }[outcome];
  console.log(`${label}  ${line}`);
  if (outcome !== 'ok')
    console.log(
      reason
        .split('\n')
        .slice(0, 12)
        .map((one) => `      ${one}`)
        .join('\n'),
    );
}

function list(chosen: typeof chapters): number {
  for (const { name, about, checks } of chosen) {
    console.log(`${name}: ${about}`);
    for (const check of checks) console.log(`  ${check.name}${check.usesSocket ? '' : ' (HTTP)'}`);
  }
  return say(`\n${chosen.flatMap(({ checks }) => checks).length} checks`, 0);
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}
