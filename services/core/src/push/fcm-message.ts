import type { PushCleared, PushMessage } from '@samvad/contract';
import type { BaseMessage } from 'firebase-admin/messaging';
import { pushLifetime } from './push-provider.js';

/**
 * What the phone's system shows while the app sleeps, and what the app gets when it is awake (`data`). Messages of one conversation
 * take each other's place: on the way to a phone that is off, and in its list of notifications.
 */
export function fcmMessage({ conversationId, seq, title, body, unreadCount }: PushMessage): BaseMessage {
  return {
    notification: { title, body },
    data: { type: 'message', conversationId, seq: String(seq), title, body, unreadCount: String(unreadCount) },
    android: {
      collapseKey: conversationId,
      priority: 'high',
      ttl: pushLifetime * 1_000,
      notification: { tag: conversationId },
    },
    apns: {
      headers: { ...apnsHeaders(conversationId), 'apns-priority': '10' },
      payload: { aps: { sound: 'default', threadId: conversationId } },
    },
  };
}

/**
 * Only data: the app takes the notification away. A phone that is off gets this in place of the message, which has the same
 * key, and so nothing that has been read.
 */
export function fcmCleared({ type, conversationId, upToSeq }: PushCleared): BaseMessage {
  return {
    data: { type, conversationId, upToSeq: String(upToSeq) },
    android: { collapseKey: conversationId, priority: 'normal', ttl: pushLifetime * 1_000 },
    apns: {
      // A push that shows nothing is refused with any other priority.
      headers: { ...apnsHeaders(conversationId), 'apns-priority': '5', 'apns-push-type': 'background' },
      payload: { aps: { contentAvailable: true } },
    },
  };
}

const apnsHeaders = (conversationId: string) => ({
  'apns-collapse-id': conversationId,
  'apns-expiration': String(Math.floor(Date.now() / 1_000) + pushLifetime),
});
