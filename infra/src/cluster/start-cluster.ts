import { urlHost } from '../nginx/config.js';
import { prepareNginx } from '../nginx/start-nginx.js';
import { checkFront } from './check-front.js';
import type { ClusterProcess } from './cluster-file.js';
import { openDataFolder } from './data-folder.js';
import { repositoryEntries, requireEntries } from './entries.js';
import { chooseFrontPort, DEFAULT_PORT, listenAddresses } from './front-port.js';
import { mediaPlace } from './media-place.js';
import { Members } from './members.js';
import type { ClusterOptions } from './options.js';
import { runOnce } from './run-once.js';
import { serviceEnv } from './service-env.js';
import { writeSettingsFile } from './settings-file.js';
import type { StartContext } from './start-context.js';
import { startDatabases } from './start-databases.js';
import { startServices } from './start-services.js';
import { stopMembers } from './stop-members.js';

export interface Cluster {
  /** Where everything is reached. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** What runs just now, without the supervisor. */
  processes(): ClusterProcess[];
  /** Stops one process in good order and starts it anew; resolves when the new one serves. */
  restart(name: string): Promise<void>;
  /** Sends one process a signal, for fault tests. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Ends everything in good order; `fast`, also while a slow stop is under way, kills it instead. */
  stop(how?: { fast?: boolean }): Promise<void>;
}

/**
 * Starts a whole Samvad on this machine and keeps it running: databases, migrations, demo data, services, and nginx in
 * front. Resolves once every part answers through the front.
 *
 * A process that ends is started again. `cluster.json` in the data folder is kept true. When this process is killed,
 * everything it started is stopped all the same.
 *
 * @throws PortTakenError when `options.port` is in use
 * @throws Error when another cluster runs on the data folder or a part does not start; nothing is left running then
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { log = () => {}, host = 'localhost' } = options;
  const entries = options.entries ?? repositoryEntries();
  requireEntries(entries);
  const folder = await openDataFolder(options.dataDir, log);
  const addresses = listenAddresses(host);
  const held = await chooseFrontPort(addresses, options.port).catch((error) => {
    folder.close();
    throw error;
  });
  const { port } = held;
  if (options.port === undefined && port !== DEFAULT_PORT) log(`Port ${DEFAULT_PORT} is taken; using ${port}`);
  const url = `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : urlHost(host)}:${port}`;

  const abort = new AbortController();
  const giveUp = () => abort.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', giveUp, { once: true });
  const publish = () => folder.publish(url, members.running());
  const members = new Members({ reaper: folder.reaper, signal: abort.signal, log, onChange: publish });
  publish();

  const stop = async ({ fast = false } = {}) => {
    await held.release();
    await stopMembers(members, { port, fast });
    folder.close();
  };
  const step: StartContext['step'] = async (line, work) => {
    abort.signal.throwIfAborted();
    const startedAt = performance.now();
    const result = await work();
    log(line, performance.now() - startedAt);
    return result;
  };
  const context: StartContext = { folder, members, abort, step };

  try {
    if (options.signal?.aborted) giveUp();
    const databases = await startDatabases(context, options);
    const demo = options.demo ?? process.env.NODE_ENV !== 'production';
    const given = { ...process.env, ...options.env };
    const outside = Boolean(options.databaseUrl || options.redisUrl);
    const media = mediaPlace({ folder, env: given, outside });
    log(media.line);
    const env = serviceEnv({ folder, url, ...databases, demo, env: { ...options.env, ...media.env } });
    writeSettingsFile(folder.path('settings.json'), env);
    const once = (name: string, entry: string) =>
      runOnce({ name, entry, env, logFile: folder.logFile(name), reaper: folder.reaper, signal: abort.signal });
    await step('migrations', () => once('migrate', entries.migrate));
    if (demo) await step('demo data', () => once('seed', entries.seed));

    const groups = [
      { role: 'api', entry: entries.api, count: options.api ?? 2 },
      { role: 'socket', entry: entries.socket, count: options.socket ?? 2 },
      { role: 'media-worker', entry: entries.worker, count: options.worker ?? 1 },
    ] as const;
    const { api, socket } = await startServices(context, groups, env);
    const nginx = { dir: folder.path('nginx'), hosts: addresses, port, url, logFile: folder.logFile('nginx') };
    const front = prepareNginx({ ...nginx, api, socket, staticDir: entries.dashboard });
    const listen = async () => {
      await held.release();
      return { ...front, port };
    };
    await step('nginx', () => members.add('nginx', listen));
    await step('every part answers', () => checkFront(url, abort.signal));
    options.signal?.removeEventListener('abort', giveUp);
    return {
      url,
      ...databases,
      processes: () => members.running(),
      restart: (name) => members.get(name).restart(),
      kill: (name, signal) => members.get(name).kill(signal),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
