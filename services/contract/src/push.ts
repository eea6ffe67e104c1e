import Type, { type Static } from 'typebox';
import { Id } from './scalars.js';

const Locale = Type.String({ maxLength: 35, description: 'The language to write in: BCP 47, `en` by default' });

/** What a browser's `PushSubscription.toJSON()` says, and the language to write in. */
export const PushSubscriptionBody = Type.Object({
  endpoint: Type.String({ maxLength: 2048, description: 'An https url of a push service' }),
  keys: Type.Object(
    {
      p256dh: Type.String({ minLength: 1, maxLength: 256, description: "The browser's public key, base64url" }),
      auth: Type.String({ minLength: 1, maxLength: 256, description: 'The authentication secret, base64url' }),
    },
    { description: 'What messages to this browser are encrypted with' },
  ),
  locale: Type.Optional(Locale),
});
export type PushSubscriptionBody = Static<typeof PushSubscriptionBody>;

export const RemovePushSubscriptionBody = Type.Object({
  endpoint: Type.String({ maxLength: 2048, description: 'As it was subscribed; another one is no error' }),
});

export const PushKeyAnswer = Type.Object({
  data: Type.Object(
    { publicKey: Type.String({ description: 'The VAPID public key, base64url: `applicationServerKey`' }) },
    { description: 'What browsers subscribe with' },
  ),
});

export const PushSubscriptionAnswer = Type.Object({
  data: Type.Object({ _id: Id }, { description: 'The subscription; the same again for the same endpoint' }),
});

/** What FCM's `getToken()` gives: printable ASCII, some 150 characters today. */
const FcmToken = Type.String({
  minLength: 1,
  maxLength: 2048,
  pattern: '^[\\x21-\\x7e]+$',
  description: "The app instance's registration token, as FCM's `getToken()` gives it",
});

/** A phone (Android or iOS) that wants to be told of messages. */
export const PushDeviceBody = Type.Object({
  platform: Type.Literal('fcm', { description: 'Firebase Cloud Messaging, for Android and iOS alike' }),
  token: FcmToken,
  locale: Type.Optional(Locale),
});
export type PushDeviceBody = Static<typeof PushDeviceBody>;

export const RemovePushDeviceBody = Type.Object({ token: FcmToken });
export type RemovePushDeviceBody = Static<typeof RemovePushDeviceBody>;

export const PushDeviceAnswer = Type.Object({
  data: Type.Object({ _id: Id }, { description: 'The device; the same again for the same token' }),
});

/** What a service worker receives, as JSON; and a phone as `data`, where every value is a string and `type` is `message`. */
export const PushMessage = Type.Object({
  conversationId: Id,
  seq: Type.Integer({ description: 'Of the latest message: a notification of a lower one is older' }),
  title: Type.String({ description: "The sender's name" }),
  body: Type.String({ description: 'The beginning of the text, or what kind of media it is' }),
  unreadCount: Type.Integer({ minimum: 0, description: 'Unread messages of the conversation' }),
});
export type PushMessage = Static<typeof PushMessage>;

/** What phones receive as `data`, every value a string, when the person has read the conversation elsewhere. */
export const PushCleared = Type.Object({
  type: Type.Literal('cleared', { description: 'Nothing is to be shown' }),
  conversationId: Id,
  upToSeq: Type.Integer({ description: 'A notification of this message, or of an earlier one, is to be taken away' }),
});
export type PushCleared = Static<typeof PushCleared>;
