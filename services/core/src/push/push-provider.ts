import type { PushCleared, PushMessage } from '@samvad/contract';

/** Where to: somebody's browser, or phone. */
export type PushTarget = WebTarget | FcmTarget;
export type PushPlatform = PushTarget['platform'];

interface Target {
  id: string;
  userId: string;
  locale: string;
}

export interface WebTarget extends Target {
  platform: 'web';
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface FcmTarget extends Target {
  platform: 'fcm';
  token: string;
}

/** `gone`: never to be tried again, the target is to be forgotten. `failed`: perhaps later. */
export interface PushResult {
  outcome: 'sent' | 'gone' | 'failed';
  /** The service wants not to be asked again for so long (s). */
  retryAfter?: number;
  /** Why it has failed, for whoever runs this. */
  reason?: string;
}

/**
 * A way to reach devices that are not connected. Nothing here rejects, everything settles within `pushPatience`. A message that
 * is sent twice is seen once: those of one conversation take each other's place.
 */
export interface PushProvider<T extends PushTarget = PushTarget> {
  send(message: PushMessage, target: T): Promise<PushResult>;
  /** Takes the notification away again. Absent where that cannot be done in silence. */
  clear?(cleared: PushCleared, target: T): Promise<PushResult>;
  /** What is under way fails at once. */
  close(): Promise<void>;
}

export type PushProviders = { [P in PushPlatform]?: PushProvider<Extract<PushTarget, { platform: P }>> };

export function providerFor(providers: PushProviders, { platform }: PushTarget): PushProvider | undefined {
  return providers[platform] as PushProvider | undefined;
}

/** A push service may take so long to answer (ms). */
export const pushPatience = 10_000;
/** Who comes back after a day finds the messages without being told (s). */
export const pushLifetime = 86_400;
