import { useRouter } from 'next/router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../session/session-provider';
import { useSignOut } from '../session/use-sign-out';
import { Dialog } from './dialog';
import dialog from './dialog.module.css';

/** Logs out; asks first where something that is not sent yet would be lost with it. */
export function LogOutButton({
  className,
  icon,
  wordClass,
}: {
  className?: string | undefined;
  icon: ReactNode;
  wordClass?: string | undefined;
}) {
  const { t } = useTranslation(['desk', 'common']);
  const client = useClient();
  const router = useRouter();
  const signOut = useSignOut();
  const [unsent, setUnsent] = useState(0);
  const [isLeaving, setIsLeaving] = useState(false);
  const leave = () => {
    setIsLeaving(true);
    // Whoever signs in next is not to begin with what this person had open.
    void signOut().then(() => router.replace('/'));
  };
  return (
    <>
      <button
        type="button"
        className={className}
        disabled={isLeaving}
        onClick={() => {
          const { outbox } = client.store.getSnapshot();
          if (outbox.length > 0) setUnsent(outbox.length);
          else leave();
        }}
      >
        {icon}
        <span className={wordClass}>{t('common:logOut')}</span>
      </button>
      {unsent > 0 && (
        <Dialog title={t('logOut.title', { count: unsent })} onClose={() => setUnsent(0)}>
          <p className={dialog.text}>{t('logOut.text')}</p>
          <div className={dialog.buttons}>
            <button type="button" className={dialog.button} onClick={() => setUnsent(0)}>
              {t('logOut.stay')}
            </button>
            <button type="button" className={dialog.danger} disabled={isLeaving} onClick={leave}>
              {t('logOut.anyway')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
