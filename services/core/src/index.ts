export * from './broadcast.js';
export * from './config.js';
export * from './context.js';
export { agentLoad } from './conversations/agent-load.js';
export type { ConversationHead } from './conversations/viewable.js';
export { isConnectionFault } from './db/database.js';
export { requestDrain } from './drain-requests.js';
export { isId } from './ids.js';
export * from './limits/limiter.js';
export * from './limits/overloaded.js';
export * from './log.js';
export * from './media/complete-upload.js';
export { cleanFileName } from './media/file-name.js';
export type { FinishedMedia, NewUpload, Preview, SeenUpload } from './media/media-lifecycle.js';
export {
  housekeepingQueueName,
  jobPrefix,
  type MediaJob,
  MediaQueue,
  mediaQueueName,
} from './media/media-queue.js';
export { type MediaRow, outputKey, outputPrefix, type StoredVariant, uploadKey } from './media/media-row.js';
export * from './media/recognise.js';
export { isDiskFull } from './media/storage/local.js';
export * from './media/storage/media-storage.js';
export { openMediaStorage } from './media/storage/open-storage.js';
export { s3ClientConfig } from './media/storage/s3-client.js';
export * from './media/upload-limits.js';
export * from './messages/measure-send.js';
export { type MessagePacket, newFrame, notificationFrame, sentFrame } from './messages/message-packet.js';
export * from './messages/recent-heads.js';
export { createMetrics, type Metrics } from './metrics.js';
export * from './ops.js';
export * from './people/access-token.js';
export * from './people/actor.js';
export type { Revocation } from './people/revocations.js';
export { Audience } from './presence/audience.js';
export { Presence } from './presence/presence.js';
export { type ViewerLease, ViewerLeases } from './presence/viewer-leases.js';
export { PendingClears } from './push/pending-clears.js';
export { type PendingPush, PendingPushes } from './push/pending-pushes.js';
export type { PushPlatform, PushProviders } from './push/push-provider.js';
export { openPushProviders, type PushRoutes } from './push/push-providers.js';
export { PushSender } from './push/push-sender.js';
export { PushTargets } from './push/push-targets.js';
export { closeRedis, connectForJobs, connectSubscriber, isCluster, type RedisClient } from './redis/connect.js';
export * from './run-node.js';
export type { Span, Tracing } from './tracing/tracing.js';
export { auditUnread } from './unread/unread-audit.js';
export { type UnreadOwner, unreadIn } from './unread/unread-counts.js';
export { WebhookPoster } from './webhooks/post.js';
export { pruneDeliveries } from './webhooks/prune-deliveries.js';
export { WebhookHealth } from './webhooks/webhook-health.js';
export { WebhookLanes } from './webhooks/webhook-lanes.js';
export { WebhookSender } from './webhooks/webhook-sender.js';
