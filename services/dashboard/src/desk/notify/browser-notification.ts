export interface Notice {
  title: string;
  body: string;
  /** A later one with the same takes the place of the earlier. */
  tag: string;
  onClick(): void;
}

export type Permission = 'granted' | 'denied' | 'default' | 'impossible';

const shown = new Map<string, Notification>();

export function notificationPermission(): Permission {
  return typeof Notification === 'function' ? Notification.permission : 'impossible';
}

/** Asks, where it has not been answered yet. To be called in answer to a touch: browsers refuse it otherwise. */
export async function askForNotifications(): Promise<Permission> {
  if (notificationPermission() !== 'default') return notificationPermission();
  return Notification.requestPermission();
}

/** Shows it if the browser lets us. */
export function notify({ title, body, tag, onClick }: Notice): void {
  if (notificationPermission() !== 'granted') return;
  const options = { body, tag, icon: '/icon.svg', silent: true, renotify: true } as NotificationOptions;
  try {
    const notification = new Notification(title, options);
    shown.get(tag)?.close();
    shown.set(tag, notification);
    notification.onclose = () => {
      if (shown.get(tag) === notification) shown.delete(tag);
    };
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
  } catch {
    // Phones' browsers want it from a service worker, and have Web Push for it.
  }
}

/** The conversation is being looked at: what was said of it is old. */
export function closeNotification(tag: string): void {
  shown.get(tag)?.close();
}

export function closeNotifications(): void {
  for (const notification of shown.values()) notification.close();
}
