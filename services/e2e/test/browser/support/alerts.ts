import type { BrowserContext, Page } from 'playwright-core';

interface Alert {
  title: string;
  body: string;
}

declare global {
  interface Window {
    samvadTest: { notifications: Alert[]; sounds: number };
  }
}

/** Writes down, from the next page on, what notifications are shown and how often something sounds. */
export async function recordAlerts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const seen = { notifications: [] as Alert[], sounds: 0 };
    window.samvadTest = seen;
    const Real = window.Notification;
    window.Notification = class extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        seen.notifications.push({ title, body: options?.body ?? '' });
      }
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      seen.sounds += 1;
      start.apply(this, args);
    };
  });
}

export const alertsOf = (page: Page) => page.evaluate(() => window.samvadTest);
