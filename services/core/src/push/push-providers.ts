import type { AgentOptions } from 'node:https';
import type { Config } from '../config.js';
import { FcmProvider } from './fcm-provider.js';
import type { PushProviders } from './push-provider.js';
import { WebPushProvider } from './web-push-provider.js';

/** For trying out: whom to trust besides the machine's certificates, and where to find Google. */
export interface PushRoutes {
  ca?: string;
  fcm?: AgentOptions;
}

/** What is configured; none is none. Rejects when something is configured that cannot be done. */
export async function openPushProviders(config: Config, { ca, fcm }: PushRoutes = {}): Promise<PushProviders> {
  const file = config.FCM_SERVICE_ACCOUNT_FILE;
  return {
    ...(config.VAPID_PUBLIC_KEY && config.VAPID_PRIVATE_KEY ? { web: new WebPushProvider(config, ca) } : {}),
    ...(file ? { fcm: await FcmProvider.open(file, fcm) } : {}),
  };
}
