import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog';
import styles from './shortcuts.module.css';

const shortcuts = [
  ['search', ['/']],
  ['neighbour', ['Alt ↑', 'Alt ↓']],
  ['move', ['↑', '↓', 'j', 'k']],
  ['ends', ['Home', 'End']],
  ['open', ['Enter']],
  ['close', ['Esc']],
  ['help', ['?']],
] as const;

/** What can be done without taking the hands off the keyboard. */
export function Shortcuts({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('desk');
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <dl className={styles.list}>
        {shortcuts.map(([what, keys]) => (
          <Fragment key={what}>
            <dt className={styles.what}>{t(`shortcuts.${what}`)}</dt>
            <dd className={styles.keys}>
              {keys.map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
      <p className={styles.note}>{t('shortcuts.note')}</p>
    </Dialog>
  );
}
