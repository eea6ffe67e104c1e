import { Button } from '@mantine/core';
import type { Profile } from '@samvad/client';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Name } from '../../text/name';
import styles from './hand-over.module.css';

interface Props {
  person: Pick<Profile, 'name' | 'phone'>;
  password: string;
  onClose: () => void;
}

/** What somebody signs in with, to be told to them: it is shown this once. */
export function HandOver({ person, password, onClose }: Props) {
  const { t } = useTranslation('admin');
  const [copied, setCopied] = useState<'yes' | 'no'>();
  const lead = useRef<HTMLParagraphElement>(null);
  // The form, and the button that was pressed, are gone.
  useEffect(() => lead.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(`${person.phone ?? ''}\n${password}`).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  return (
    <div className={styles.handOver}>
      <p ref={lead} className={styles.lead} tabIndex={-1}>
        {t('people.handOver.text')}
      </p>
      <dl className={styles.list}>
        <dt>{t('people.fields.name')}</dt>
        <dd>
          <Name>{person.name}</Name>
        </dd>
        <dt>{t('people.fields.phone')}</dt>
        <dd>
          <bdi>{person.phone}</bdi>
        </dd>
        <dt>{t('people.fields.password')}</dt>
        <dd className={styles.password}>
          <bdi>{password}</bdi>
        </dd>
      </dl>
      <p role="status" className={styles.copied}>
        {copied && t(copied === 'yes' ? 'people.handOver.copied' : 'people.handOver.notCopied')}
      </p>
      <div className={styles.buttons}>
        <Button
          variant="default"
          leftSection={copied === 'yes' ? <IconCheck aria-hidden size={16} /> : <IconCopy aria-hidden size={16} />}
          onClick={() => void copy()}
        >
          {t('people.handOver.copy')}
        </Button>
        <Button onClick={onClose}>{t('people.handOver.done')}</Button>
      </div>
    </div>
  );
}
