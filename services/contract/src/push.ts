import Type, { type Static } from 'typebox';
import { Id } from './scalars.js';

/** What a browser's `PushSubscription.toJSON()` says, and the language to write in. */
export const PushSubscriptionBody = Type.Object({
  endpoint: Type.String({ maxLength: 2048, description: 'An https url of a push service' }),
  keys: Type.Object({
    p256dh: Type.String({ minLength: 1, maxLength: 256 }),
    auth: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  locale: Type.Optional(Type.String({ maxLength: 35, description: 'BCP 47, `en` by default' })),
});
export type PushSubscriptionBody = Static<typeof PushSubscriptionBody>;

export const RemovePushSubscriptionBody = Type.Object({ endpoint: Type.String({ maxLength: 2048 }) });

export const PushKeyAnswer = Type.Object({
  data: Type.Object({
    publicKey: Type.String({ description: 'The VAPID public key, base64url: `applicationServerKey`' }),
  }),
});

export const PushSubscriptionAnswer = Type.Object({ data: Type.Object({ _id: Id }) });

/** What a service worker receives, as JSON. */
export const PushMessage = Type.Object({
  conversationId: Id,
  seq: Type.Integer({ description: 'Of the latest message: a notification of a lower one is older' }),
  title: Type.String({ description: "The sender's name" }),
  body: Type.String({ description: 'The beginning of the text, or what kind of media it is' }),
  unreadCount: Type.Integer({ minimum: 0 }),
});
export type PushMessage = Static<typeof PushMessage>;
