import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import {
  Audience,
  auditUnread,
  type Config,
  type Core,
  closeRedis,
  connectSubscriber,
  createCore,
  type createLog,
  opsListener,
  Presence,
  type RedisClient,
  type RunningNode,
} from '@samvad/core';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { admission } from './admission.js';
import { coalesceWrites } from './coalesce-writes.js';
import { dispatch } from './dispatch.js';
import { drain, refuseNewSessions } from './drain.js';
import { FanOut } from './fan-out.js';
import { LostBroadcasts } from './lost-broadcasts.js';
import { originAllowed } from './origin.js';
import { slim } from './slim.js';
import type { ChatServer, ChatSocket } from './types.js';
import { Typing } from './typing.js';
import { Viewers } from './viewers.js';
import { expireIfRevoked, watchSockets } from './watch-sockets.js';

export interface RunningServer extends RunningNode {
  /** The port that `PORT=0` has found. */
  port: number;
  io: ChatServer;
}

/** How long a draining node is still there for whoever routes to it to notice. */
const lameDuckMilliseconds = 1_000;
const closePatience = 2_000;

/** Starts a socket node; resolves when it listens. */
export async function startServer(config: Config, log?: ReturnType<typeof createLog>): Promise<RunningServer> {
  const core = await createCore(config, log);
  const state = { draining: false };
  const http = createServer(opsListener(core, state));
  // A connection of its own: what rooms receive does not pass by the adapter.
  const adapterSubscriber = connectSubscriber({
    url: config.REDIS_URL,
    name: `${config.NODE_NAME}-adapter`,
    log: core.log,
  });
  const io = createIo(core, http, adapterSubscriber);
  const fanOut = new FanOut(core, io);
  const audience = new Audience(core.db);
  const presence = new Presence({ ...core, audience, nodeName: config.NODE_NAME });
  const typing = new Typing(core);
  const lost = new LostBroadcasts(core, io, fanOut);
  const viewers = new Viewers(core, fanOut, presence);
  const watch = watchSockets(core, io, viewers);

  refuseNewSessions(io, state);
  io.use(admission({ core, fanOut, presence }));
  io.on('connection', (socket) => {
    slim(socket);
    coalesceWrites(socket.conn);
    core.metrics.connections.inc();
    // Revoked while it was on its way in, when nobody could find it yet.
    expireIfRevoked(core, socket);
    dispatch({ core, fanOut, typing, viewers }, socket);
    socket.on('disconnecting', disconnecting);
    socket.on('disconnect', disconnected);
  });
  // One function each for all sockets, which are their `this`.
  function disconnecting(this: ChatSocket): void {
    typing.stopAll(this);
    viewers.leaveAll(this);
  }
  function disconnected(this: ChatSocket): void {
    core.metrics.connections.dec();
  }
  let auditing = false;
  const audit = setInterval(() => {
    if (auditing) return;
    auditing = true;
    const owners = [...io.of('/').sockets.values()].map(({ data }) => data.actor);
    const people = [...new Map(owners.map(({ userId, role }) => [userId, { userId, role }])).values()];
    auditUnread(core, people)
      .catch((error) => core.log.warn({ err: error }, 'unread counts could not be audited'))
      .finally(() => {
        auditing = false;
      });
  }, config.UNREAD_AUDIT_MS);
  audit.unref();

  await presence.start();
  lost.start();
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(config.PORT, config.HOST, resolve));

  return {
    port: (http.address() as { port: number }).port,
    core,
    io,
    async stop() {
      state.draining = true;
      core.metrics.draining.set(1);
      await new Promise((resolve) => setTimeout(resolve, lameDuckMilliseconds));
      await drain(core, io);
      http.close();
      lost.stop();
      watch.stop();
      viewers.stop();
      clearInterval(audit);
      await core.store.drained();
      await presence.stop();
      // The adapter unsubscribes first, for which a Redis that is away is not waited for.
      await Promise.race([io.close(), new Promise((resolve) => setTimeout(resolve, closePatience).unref())]);
      await closeRedis(adapterSubscriber);
      await core.close();
    },
  };
}

function createIo(core: Core, http: ReturnType<typeof createServer>, subscriber: RedisClient): ChatServer {
  const { config } = core;
  const origins = config.ALLOWED_ORIGINS.split(',').filter(Boolean);
  const io: ChatServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: config.MAX_FRAME_BYTES,
    perMessageDeflate: false,
    httpCompression: false,
    connectTimeout: 10_000,
    // For what concerns all nodes at once. Rooms go through `FanOut`: there a packet is encoded once in the cluster, own
    // sockets do not wait for Redis, and other nodes do not parse it.
    adapter: createShardedAdapter(core.redis, subscriber, {
      subscriptionMode: 'static',
      channelPrefix: 'samvad-io',
    }),
    allowRequest: (request, done) => {
      const allowed = originAllowed(request, origins);
      done(allowed ? null : 'this origin may not connect', allowed);
    },
    ...(origins.length > 0 ? { cors: { origin: origins } } : {}),
  });
  // Long polling must come back to this node: whoever stands in front finds its name in the session id.
  io.engine.generateId = () => `${config.NODE_NAME}.${randomBytes(15).toString('base64url')}`;
  return io;
}
