/** The reaper's program; see reaper.ts. Reads messages until its input closes, then stops what it was told to watch. */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readClusterFile, writeClusterFile } from '../cluster/cluster-file.js';
import { isRunning } from './identity.js';
import { key, type ReaperMessage } from './reaper.js';
import { stopProcess } from './stop-process.js';

const watched = new Map<string, Extract<ReaperMessage, { watch: unknown }>>();
const folders: string[] = [];
let clusterFile: string | undefined;
let goodbye = false;

for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as ReaperMessage;
  if ('watch' in message) watched.set(key(message.watch), message);
  else if ('unwatch' in message) watched.delete(key(message.unwatch));
  else if ('removeDir' in message) folders.push(message.removeDir);
  else if ('clusterFile' in message) clusterFile = message.clusterFile;
  else goodbye = true;
}

if (!goodbye) {
  const all = stopInPhases();
  let finished = false;
  all.finally(() => {
    finished = true;
  });
  while (!finished) {
    keepClusterFileTrue();
    await sleep(100);
  }
  keepClusterFileTrue();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function stopInPhases(): Promise<void> {
  const phases = new Set([...watched.values()].map((entry) => entry.stopPhase));
  for (const phase of [...phases].sort((a, b) => a - b)) {
    const those = [...watched.values()].filter((entry) => entry.stopPhase === phase);
    await Promise.all(those.map((entry) => stopProcess(entry.watch, entry.stopPlan)));
  }
}

function keepClusterFileTrue(): void {
  if (!clusterFile) return;
  const before = readClusterFile(clusterFile);
  if (!before) return;
  const alive = new Set([...watched.values()].filter((entry) => isRunning(entry.watch)).map((e) => e.watch.pid));
  const processes = before.processes.filter((entry) => alive.has(entry.pid));
  if (processes.length !== before.processes.length) writeClusterFile(clusterFile, { ...before, processes });
}
