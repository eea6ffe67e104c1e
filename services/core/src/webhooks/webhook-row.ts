import type { DeliveryStatus, Webhook, WebhookDelivery, WebhookEvent, WebhookPayload } from '@samvad/contract';

export interface WebhookRow {
  id: string;
  url: string;
  events: Webhook['events'];
  description: string | null;
  is_active: boolean;
  failing_since: Date | null;
  off_reason: string | null;
  created_at: Date;
  updated_at: Date;
}

/** Selects `WebhookRow`s: never the secrets. */
export const webhookColumns =
  'id, url, events, description, is_active, failing_since, off_reason, created_at, updated_at';

export function toWebhook(row: WebhookRow): Webhook {
  return {
    _id: row.id,
    url: row.url,
    events: row.events,
    isActive: row.is_active,
    description: row.description,
    disabledReason: row.off_reason,
    failingSince: row.failing_since?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export interface DeliveryRow {
  id: string;
  /** A number that Postgres may count beyond what a double can hold. */
  place: string;
  /** The conversation; the delivery itself for a ping. */
  lane: string;
  event: WebhookEvent;
  seq: number | null;
  change: WebhookPayload['data']['change'] | null;
  status: DeliveryStatus;
  attempts: number;
  next_attempt_at: Date | null;
  last_status_code: number | null;
  last_error: string | null;
  created_at: Date;
  settled_at: Date | null;
}

/** Selects `DeliveryRow`s from deliveries `d`. */
export const deliveryColumns = `d.id, d.place, d.lane, d.event, d.seq, d.change, d.status, d.attempts, d.next_attempt_at,
  d.last_status_code, d.last_error, d.created_at, d.settled_at`;

export const conversationOf = ({ event, lane }: Pick<DeliveryRow, 'event' | 'lane'>): string | null =>
  event === 'ping' ? null : lane;

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    _id: row.id,
    event: row.event,
    conversationId: conversationOf(row),
    attempts: row.attempts,
    status: row.status,
    lastStatusCode: row.last_status_code,
    lastError: row.last_error,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.status === 'delivered' ? (row.settled_at?.toISOString() ?? null) : null,
  };
}
