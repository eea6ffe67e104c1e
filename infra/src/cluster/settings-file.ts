import { writeFileAtomic } from '../atomic-file.js';

/** Of all that the environment holds, only what is the services' own is written down. */
const ours = /^(DATABASE_URL|REDIS_URL|PUBLIC_URL|DEMO|(JWT|S3|MEDIA|VAPID|FCM|PUSH|WEBHOOK|TRACES)_\w+)$/;

/**
 * Notes what the services are run with, so that `npm run doctor` and `npm run admin` can be pointed at the data folder. It holds
 * secrets: only its owner can read it.
 */
export function writeSettingsFile(file: string, env: NodeJS.ProcessEnv): void {
  const settings = Object.fromEntries(Object.entries(env).filter(([name, value]) => ours.test(name) && value));
  writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`, 0o600);
}
