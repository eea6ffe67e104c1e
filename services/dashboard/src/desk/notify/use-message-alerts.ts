import type { ChatState } from '@samvad/client';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { previewText } from '../../conversations/preview';
import { onForget } from '../../session/forget-person';
import { useClient } from '../../session/session-provider';
import { inertLine } from '../../text/inert';
import { type Arrival, Arrivals } from './arrivals';
import { closeNotification, closeNotifications, notify } from './browser-notification';
import { claimOnce } from './claim-once';
import { settings } from './settings';
import { playMessageSound, readySound } from './sound';

/** Milliseconds. What comes together is told together: after an absence it may be a hundred. */
const together = 300;
/** More at once become one notification. */
const most = 3;

interface Wishes {
  /** Shown here at the moment. */
  shownId: string | undefined;
  open(conversationId: string): void;
}

/**
 * Sound and notification of messages in conversations that nobody looks at, once for all tabs. A tab that shows the
 * conversation, and is in view, takes the message for all.
 */
export function useMessageAlerts({ shownId, open }: Wishes): void {
  const client = useClient();
  const { t } = useTranslation();
  const wishes = useRef({ shownId, open, t });
  useEffect(() => {
    wishes.current = { shownId, open, t };
  });

  useEffect(readySound, []);
  useEffect(() => onForget(closeNotifications), []);

  useEffect(() => {
    const inView = () => {
      if (shownId && document.visibilityState === 'visible') closeNotification(shownId);
    };
    inView();
    document.addEventListener('visibilitychange', inView);
    return () => document.removeEventListener('visibilitychange', inView);
  }, [shownId]);

  useEffect(() => {
    const arrivals = new Arrivals();
    const waiting = new Map<string, Arrival>();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const tell = async () => {
      timer = undefined;
      const claimed: Arrival[] = [];
      const all = [...waiting.values()];
      waiting.clear();
      for (const arrival of all) if (await claimOnce(arrival.message._id)) claimed.push(arrival);
      if (claimed.length === 0) return;
      if (settings().sound) playMessageSound();
      if (settings().notifications) show(claimed);
    };

    const show = (claimed: Arrival[]) => {
      const { t } = wishes.current;
      if (claimed.length > most) {
        const body = t('notify.many', { count: claimed.length });
        notify({ title: 'Samvad', body, tag: 'samvad', onClick: () => {} });
        return;
      }
      for (const { conversation, message } of claimed) {
        notify({
          title: t('notify.from', { name: inertLine(message.sender.name) }),
          body: previewText(message),
          tag: conversation._id,
          onClick: () => wishes.current.open(conversation._id),
        });
      }
    };

    const look = (state: ChatState) => {
      for (const arrival of arrivals.next(state)) {
        const { _id } = arrival.conversation;
        if (_id === wishes.current.shownId && document.visibilityState === 'visible')
          void claimOnce(arrival.message._id);
        else waiting.set(_id, arrival);
      }
      if (waiting.size > 0) timer ??= setTimeout(() => void tell(), together);
    };
    look(client.store.getSnapshot());
    const stop = client.store.subscribe(look);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
}
