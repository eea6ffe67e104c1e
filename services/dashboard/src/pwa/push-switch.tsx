import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../session/session-provider';
import { type PushState, pushState, switchPushOff, switchPushOn } from './push';
import styles from './push-switch.module.css';
import type { Face } from './worker-messages';

/** Switches push messages on, having said what for, and off. Nothing at all where there can be none. */
export function PushSwitch({ face }: { face: Face }) {
  const { t } = useTranslation('pwa');
  const { t: common } = useTranslation();
  const client = useClient();
  const [state, setState] = useState<PushState>();
  const [step, setStep] = useState<'idle' | 'explained' | 'busy' | 'failed'>('idle');
  useEffect(() => {
    let isShown = true;
    pushState(client)
      .catch((): PushState => 'impossible')
      .then((found) => isShown && setState(found));
    return () => {
      isShown = false;
    };
  }, [client]);

  // The button that was pressed has gone: the next one is here.
  const section = useRef<HTMLElement>(null);
  const hadFocus = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at after each step
  useEffect(() => {
    if (hadFocus.current) section.current?.querySelector<HTMLElement>('button:enabled')?.focus();
    hadFocus.current = false;
  }, [step, state]);
  const go = (next: typeof step) => {
    hadFocus.current = section.current?.contains(document.activeElement) ?? false;
    setStep(next);
  };

  const change = async (act: () => Promise<PushState>) => {
    go('busy');
    try {
      setState(await act());
      setStep('idle');
    } catch {
      setStep('failed');
    }
  };
  const isBusy = step === 'busy';
  const switchOn = () => !isBusy && void change(() => switchPushOn(client, face));
  const switchOff = () => !isBusy && void change(() => switchPushOff(client).then(() => 'off' as const));

  if (state === undefined || state === 'impossible') return null;
  return (
    <section ref={section} className={styles.push} aria-label={t('push.title')}>
      <h2 className={styles.title}>{t('push.title')}</h2>
      <p className={styles.text} role="status">
        {step === 'explained' ? t('push.explain') : step === 'failed' ? t('push.failed') : t(`push.${state}`)}
      </p>
      {step === 'explained' ? (
        <div className={styles.buttons}>
          <button type="button" className={styles.main} onClick={switchOn}>
            {t('push.go')}
          </button>
          <button type="button" className={styles.button} onClick={() => go('idle')}>
            {common('cancel')}
          </button>
        </div>
      ) : state === 'off' ? (
        <button
          type="button"
          className={styles.button}
          aria-disabled={isBusy}
          onClick={() => !isBusy && go('explained')}
        >
          {t('push.switchOn')}
        </button>
      ) : (
        state === 'on' && (
          <button type="button" className={styles.button} aria-disabled={isBusy} onClick={switchOff}>
            {t('push.switchOff')}
          </button>
        )
      )}
    </section>
  );
}
