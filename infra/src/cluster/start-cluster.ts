import { urlHost } from '../nginx/config.js';
import { Front } from '../nginx/front.js';
import { checkFront } from './check-front.js';
import type { ClusterProcess } from './cluster-file.js';
import { openDataFolder } from './data-folder.js';
import { type Entries, repositoryEntries, requireEntries } from './entries.js';
import { type Counts, Fleet } from './fleet.js';
import { chooseFrontPort, DEFAULT_PORT, listenAddresses } from './front-port.js';
import { mediaPlace } from './media-place.js';
import { Members } from './members.js';
import type { ClusterOptions } from './options.js';
import { runOnce } from './run-once.js';
import { watchScaleFile } from './scale-file.js';
import { Scaler } from './scaler.js';
import { serviceEnv } from './service-env.js';
import { writeSettingsFile } from './settings-file.js';
import type { StartContext } from './start-context.js';
import { startDatabases } from './start-databases.js';
import { stopMembers } from './stop-members.js';
import { together } from './together.js';

export interface Cluster {
  /** Where everything is reached. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** What runs just now, without the supervisor. */
  processes(): ClusterProcess[];
  /** Stops one process in good order and starts it anew; resolves when the new one serves. */
  restart(name: string): Promise<void>;
  /**
   * Brings the kinds of nodes that are named to so many, with nginx following. Also what `scale.json` in the data folder asks for
   * is done. @throws Error when a node does not start
   */
  scale(wanted: Partial<Counts>): Promise<void>;
  /** Brings the schema up to date by the programs of another release. @throws Error when that fails */
  migrate(entries: Entries): Promise<void>;
  /** Ends a node in good order and starts it anew from the programs of another release. @throws Error when it does not serve then */
  replace(name: string, entries: Entries): Promise<void>;
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

  let scaler: Scaler | undefined;
  let endWatching = () => {};
  const stop = async ({ fast = false } = {}) => {
    endWatching();
    abort.abort(new Error('the cluster is being stopped'));
    await held.release();
    // What is just being started must not be left over; what is just being ended has all it needs until then.
    if (!fast) await scaler?.settled();
    await stopMembers(members, { port, fast });
    await scaler?.settled();
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

    const fleet = new Fleet(members, folder, entries, env);
    const { api = 2, socket = 2, worker = 1 } = options;
    const startGroup = ([role, count]: readonly [keyof Counts, number]) =>
      step(`${count} × ${role}`, async () => {
        await together(
          fleet.missing(role, count).map((number) => fleet.start(role, number)),
          abort,
        );
      });
    const groups = (
      [
        ['api', api],
        ['socket', socket],
        ['media-worker', worker],
      ] as const
    ).filter(([, count]) => count > 0);
    await together(groups.map(startGroup), abort);
    const nginx = { dir: folder.path('nginx'), hosts: addresses, port, url, logFile: folder.logFile('nginx') };
    const front = new Front({ ...nginx, staticDir: entries.dashboard }, (signal) => members.get('nginx').kill(signal));
    const program = front.program(fleet);
    const listen = async () => {
      await held.release();
      return { ...program, port };
    };
    await step('nginx', () => members.add('nginx', listen));
    await step('every part answers', () => checkFront(url, abort.signal));
    scaler = new Scaler(fleet, front, abort, log);
    const scale = (wanted: Partial<Counts>) => scaler?.scale(wanted) ?? Promise.resolve();
    endWatching = watchScaleFile(folder.path('scale.json'), scale, log);
    options.signal?.removeEventListener('abort', giveUp);
    return {
      url,
      ...databases,
      processes: () => members.running(),
      scale,
      migrate: (other) => once('migrate', other.migrate),
      replace: (name, other) => fleet.replace(name, other),
      restart: (name) => members.get(name).restart(),
      kill: (name, signal) => members.get(name).kill(signal),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
