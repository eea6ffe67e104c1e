import type { PushCleared, PushMessage } from '@samvad/contract';
import type { BaseMessage } from 'firebase-admin/messaging';
import { pushLifetime } from './push-provider.js';

/**
 * What the phone's system shows while the app sleeps, and what the app gets when it is awake (`data`). Messages of one
 * conversation take each other's place: by the tag in Android's list of notifications, by the collapse id on iOS. For a phone that
 * is off Google keeps the latest notification only, of whichever conversation.
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

/** Only data: the app takes the notification away. Google promises no order, so the app goes by `upToSeq`. */
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
