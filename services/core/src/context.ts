import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { Broadcaster } from './broadcast.js';
import type { Config } from './config.js';
import { ConversationUpdates } from './conversations/conversation-updates.js';
import { Conversations } from './conversations/conversations.js';
import { ConversationOpener } from './conversations/open-conversation.js';
import { ConversationUpdater } from './conversations/update-conversation.js';
import { type Database, openDatabase } from './db/database.js';
import { createLog } from './log.js';
import { MediaLibrary } from './media/media-library.js';
import { MediaLifecycle } from './media/media-lifecycle.js';
import { MediaUpdates } from './media/media-updates.js';
import { History } from './messages/history.js';
import { MessageStore } from './messages/message-store.js';
import { MessageSender } from './messages/send-message.js';
import { createMetrics, type Metrics } from './metrics.js';
import { AccessTokens } from './people/access-token.js';
import { Accounts } from './people/accounts.js';
import { ManagedPeople } from './people/managed-people.js';
import { Passwords } from './people/passwords.js';
import { PeopleManager } from './people/people-manager.js';
import { Profiles } from './people/profiles.js';
import { Revocations } from './people/revocations.js';
import { Sessions } from './people/sessions.js';
import { PresenceReader } from './presence/presence-reader.js';
import { PushDevices } from './push/devices.js';
import { PushSubscriptions } from './push/subscriptions.js';
import { Receipts } from './receipts/receipts.js';
import { closeRedis, connectRedis, connectSubscriber, type RedisClient, redisReady } from './redis/connect.js';
import { startTracing } from './tracing/start-tracing.js';
import type { Tracing } from './tracing/tracing.js';
import { UnreadCache } from './unread/unread-cache.js';
import { WebhookDeliveries } from './webhooks/deliveries.js';
import { WebhookPayloads } from './webhooks/payload.js';
import { Webhooks } from './webhooks/webhooks.js';

/** Everything a node works with. */
export interface Core {
  config: Config;
  log: Logger;
  metrics: Metrics;
  /** Undefined unless traces are switched on. */
  tracing: Tracing | undefined;
  db: Database;
  /** For commands. */
  redis: RedisClient;
  /** For subscriptions. */
  subscriber: RedisClient;
  /** Tells this process' packets from those of all others. */
  origin: string;
  broadcaster: Broadcaster;
  revocations: Revocations;
  presence: PresenceReader;
  profiles: Profiles;
  unread: UnreadCache;
  conversations: Conversations;
  updates: ConversationUpdates;
  store: MessageStore;
  sender: MessageSender;
  sessions: Sessions;
  tokens: AccessTokens;
  accounts: Accounts;
  people: ManagedPeople;
  peopleManager: PeopleManager;
  opener: ConversationOpener;
  updater: ConversationUpdater;
  history: History;
  media: MediaLibrary;
  mediaLifecycle: MediaLifecycle;
  mediaUpdates: MediaUpdates;
  receipts: Receipts;
  pushSubscriptions: PushSubscriptions;
  pushDevices: PushDevices;
  webhooks: Webhooks;
  webhookDeliveries: WebhookDeliveries;
  webhookPayloads: WebhookPayloads;
  /** Lets what has been accepted be stored, then closes all connections. */
  close(): Promise<void>;
}

/**
 * Builds everything a node works with, once. Rejects when Postgres or Redis cannot be reached within ten seconds: a node
 * starts whole or not at all; later it survives the absence of either.
 */
export async function createCore(
  config: Config,
  log: Logger = createLog(config.LOG_LEVEL, config.NODE_NAME),
): Promise<Core> {
  const metrics = createMetrics(config.NODE_NAME);
  const tracing = await startTracing(config, log);
  const db = openDatabase({
    url: config.DATABASE_URL,
    poolSize: config.PG_POOL_SIZE,
    statementTimeout: config.STATEMENT_TIMEOUT_MS,
    applicationName: config.NODE_NAME,
    log,
  });
  const redisOptions = { url: config.REDIS_URL, name: config.NODE_NAME, log };
  const redis = connectRedis(redisOptions);
  const subscriber = connectSubscriber(redisOptions);

  const origin = randomBytes(9).toString('base64url');
  const broadcaster = new Broadcaster(redis, origin, metrics, tracing);
  const revocations = new Revocations(db, redis, config, log);
  const presence = new PresenceReader(redis);
  const profiles = new Profiles(db, presence, revocations);
  const unread = new UnreadCache(redis, db, log);
  const media = new MediaLibrary(db, config);
  const conversations = new Conversations(db, profiles, media);
  const updates = new ConversationUpdates(conversations, profiles, broadcaster, log);
  const store = new MessageStore(db, config, metrics, tracing);
  const history = new History(db, profiles, media);
  const sender = new MessageSender({ store, history, profiles, media, unread, broadcaster, updates });
  const sessions = new Sessions(db, config, revocations);
  const passwords = new Passwords(config.MAX_CONCURRENT_HASHES);
  const people = new ManagedPeople(db, presence);
  const webhooks = new Webhooks(db, config);
  const webhookPayloads = new WebhookPayloads(conversations, history);

  const close = async () => {
    revocations.stop();
    await store.drained();
    await Promise.all([closeRedis(redis), closeRedis(subscriber)]);
    await db.close();
    await tracing?.stop();
  };

  try {
    await Promise.all([redisReady(redis), redisReady(subscriber)]);
    await revocations.start(subscriber);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    config,
    log,
    metrics,
    tracing,
    db,
    redis,
    subscriber,
    origin,
    broadcaster,
    revocations,
    presence,
    profiles,
    unread,
    conversations,
    updates,
    store,
    sender,
    sessions,
    tokens: new AccessTokens(config),
    accounts: new Accounts({ db, redis, config, passwords, sessions, profiles }),
    people,
    peopleManager: new PeopleManager({ db, presence, passwords, sessions, profiles, people, updates, unread }),
    opener: new ConversationOpener({ db, presence, conversations, updates, sender }),
    updater: new ConversationUpdater({ db, conversations, updates, revocations, unread }),
    history,
    media,
    mediaLifecycle: new MediaLifecycle(db, config),
    mediaUpdates: new MediaUpdates(media, broadcaster, log),
    receipts: new Receipts(db, broadcaster, unread),
    pushSubscriptions: new PushSubscriptions(db, config),
    pushDevices: new PushDevices(db, config),
    webhooks,
    webhookDeliveries: new WebhookDeliveries(db, webhooks, webhookPayloads),
    webhookPayloads,
    close,
  };
}
