import Type, { type Static } from 'typebox';
import { Conversation, statuses } from './conversations.js';
import { Message } from './messages.js';
import { CursorPagination, described, Id, nullable, Timestamp } from './scalars.js';

/** How many webhooks there can be. */
export const maxWebhooks = 20;

export const webhookEvents = ['message.created', 'conversation.created', 'conversation.updated'] as const;
export type WebhookEvent = (typeof webhookEvents)[number] | 'ping';

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

const Url = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'Where to post to: an https url on the open internet, without user and password',
});
const Events = Type.Array(Type.Enum(webhookEvents), {
  minItems: 1,
  maxItems: webhookEvents.length,
  uniqueItems: true,
  description: 'What to tell of; `conversation.updated` is a new status or another agent',
});
const Description = nullable(Type.String({ maxLength: 200 }), { description: 'For people: what it is for' });
const IsActive = Type.Boolean({
  description: 'False: nothing is recorded or sent; what was pending waits until it is switched on again',
});
const Secret = Type.String({
  description: '`whsec_…`, what signatures are made with. Shown this once',
});

export const Webhook = Type.Object(
  {
    _id: Id,
    url: Url,
    events: Events,
    isActive: IsActive,
    description: Description,
    disabledReason: nullable(Type.String(), { description: 'Why it was switched off by itself; null otherwise' }),
    failingSince: nullable(Timestamp, { description: 'Nothing has been accepted since; null while all is well' }),
    createdAt: described(Timestamp, 'When it was made'),
    updatedAt: described(Timestamp, 'When an admin changed it last'),
  },
  { description: 'An address of another system that is told of events' },
);
export type Webhook = Static<typeof Webhook>;

export const CreateWebhookBody = Type.Object({
  url: Url,
  events: Events,
  isActive: Type.Optional({ ...IsActive, default: true }),
  description: Type.Optional(Description),
});
export type CreateWebhookBody = Static<typeof CreateWebhookBody>;

/** Switched on again, it begins anew: what is pending is sent at once, and the reason is forgotten. */
export const UpdateWebhookBody = Type.Object(
  {
    url: Type.Optional(Url),
    events: Type.Optional(Events),
    isActive: Type.Optional(IsActive),
    description: Type.Optional(Description),
  },
  { minProperties: 1 },
);
export type UpdateWebhookBody = Static<typeof UpdateWebhookBody>;

export const WebhooksAnswer = Type.Object({
  data: Type.Array(Webhook, { description: `Oldest first; at most ${maxWebhooks}` }),
});
export const WebhookAnswer = Type.Object({ data: Webhook });
export const NewWebhookAnswer = Type.Object({
  data: Type.Object({ ...Webhook.properties, secret: Secret }, { description: 'The webhook, and its secret' }),
});
export type NewWebhook = Static<typeof NewWebhookAnswer>['data'];

export const WebhookSecretAnswer = Type.Object({
  data: Type.Object(
    {
      secret: Secret,
      formerValidUntil: described(Timestamp, 'Until then what is sent is signed with the former one too'),
    },
    { description: 'The new secret' },
  ),
});
export type WebhookSecret = Static<typeof WebhookSecretAnswer>['data'];

const ConversationIdOfDelivery = nullable(Id, { description: 'The conversation it is about; null for a `ping`' });
const EventOfDelivery = Type.Enum([...webhookEvents, 'ping'], { description: 'What it tells of' });

export const WebhookDelivery = Type.Object(
  {
    _id: described(Id, 'The `Webhook-Id`: the same on each attempt and each replay'),
    event: EventOfDelivery,
    conversationId: ConversationIdOfDelivery,
    attempts: Type.Integer({ minimum: 0, description: 'Since it was made, or replayed' }),
    status: Type.Enum(deliveryStatuses, { description: '`failed` has been given up, and can be replayed' }),
    lastStatusCode: nullable(Type.Integer(), {
      description: 'HTTP status of the last attempt; null without an answer',
    }),
    lastError: nullable(Type.String(), { description: 'Why the last attempt failed' }),
    nextAttemptAt: nullable(Timestamp, {
      description:
        'When it is tried again; null when it is its turn, waits behind another of its conversation, or is done',
    }),
    createdAt: described(Timestamp, 'When it happened'),
    deliveredAt: nullable(Timestamp, { description: 'When the receiver accepted it' }),
  },
  { description: 'One event for one webhook' },
);
export type WebhookDelivery = Static<typeof WebhookDelivery>;

/** What a webhook is sent, as JSON. */
export const WebhookPayload = Type.Object(
  {
    id: described(Id, 'The same as the header `Webhook-Id`: receivers drop what they have seen'),
    type: EventOfDelivery,
    timestamp: described(Timestamp, 'When it happened'),
    conversationId: ConversationIdOfDelivery,
    data: Type.Object(
      {
        message: Type.Optional(described(Message, '`message.created`: as an agent sees it when it is sent')),
        conversation: Type.Optional(
          described(
            Conversation,
            '`conversation.…`: as its agent sees it when it is sent, which may be later than the event',
          ),
        ),
        change: Type.Optional(
          Type.Object(
            {
              status: Type.Enum(statuses, { description: 'The status it got' }),
              assignedSupportId: nullable(Id, { description: 'The agent it got' }),
            },
            { description: '`conversation.updated`: the values at the time of the event' },
          ),
        ),
      },
      { description: 'What happened; empty for a `ping`' },
    ),
  },
  { description: 'The body of a request to a webhook' },
);
export type WebhookPayload = Static<typeof WebhookPayload>;

export const DeliveriesQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50, description: 'Most to answer with' })),
  cursor: Type.Optional(Type.String({ maxLength: 256, description: '`nextCursor` of the page before' })),
  status: Type.Optional(Type.Enum(deliveryStatuses, { description: 'Only these' })),
});
export type DeliveriesQuery = Static<typeof DeliveriesQuery>;

export const DeliveriesAnswer = Type.Object({
  data: Type.Array(WebhookDelivery, { description: 'Newest first' }),
  pagination: CursorPagination,
});
export type DeliveriesAnswer = Static<typeof DeliveriesAnswer>;

export const DeliveryAnswer = Type.Object({ data: WebhookDelivery });
export const DeliveryDetailAnswer = Type.Object({
  data: Type.Object(
    {
      ...WebhookDelivery.properties,
      payload: nullable(WebhookPayload, { description: 'As it would be sent now; null when what it tells of is gone' }),
    },
    { description: 'The delivery, and what is sent' },
  ),
});
export type DeliveryDetail = Static<typeof DeliveryDetailAnswer>['data'];

export const ReplayBody = Type.Object({
  since: Type.Optional({
    ...Timestamp,
    maxLength: 40,
    description: 'Only what happened then or later; all by default',
  }),
  status: Type.Optional(Type.Enum(deliveryStatuses, { description: 'Only these; `failed` by default' })),
});
export type ReplayBody = Static<typeof ReplayBody>;

export const ReplayAnswer = Type.Object({
  data: Type.Object(
    {
      replayed: Type.Integer({ minimum: 0, description: 'How many are pending again, oldest first' }),
      hasMore: Type.Boolean({ description: 'There are more: ask again, with `since` of where this ended' }),
      lastCreatedAt: nullable(Timestamp, { description: 'When the last one of these happened' }),
    },
    { description: 'What the replay has done' },
  ),
});
export type Replayed = Static<typeof ReplayAnswer>['data'];
