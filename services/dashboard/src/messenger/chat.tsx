import { IconAlertCircle, IconMessageOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Composer } from '../composer/composer';
import { ComposerDropZone } from '../composer/drop-zone';
import { useOpenConversation } from '../session/use-open-conversation';
import { Timeline } from '../timeline/timeline';
import buttons from './button.module.css';
import { Ended } from './ended';
import { Notice } from './notice';
import { PlaceLink } from './place-link';

/** One conversation, to read and to write in. */
export function Chat({ id }: { id: string }) {
  const { t } = useTranslation('messenger');
  const { t: common } = useTranslation();
  const { status, retry } = useOpenConversation(id);
  if (status === 'gone')
    return (
      <Notice icon={IconMessageOff} title={t('gone.title')}>
        <PlaceLink href="/chat" className={buttons.quiet}>
          {t('gone.toStart')}
        </PlaceLink>
      </Notice>
    );
  if (status === 'failed')
    return (
      <Notice icon={IconAlertCircle} title={t('failed.title')}>
        <button type="button" className={buttons.quiet} onClick={retry}>
          {common('tryAgain')}
        </button>
      </Notice>
    );
  return (
    <ComposerDropZone conversationId={id}>
      <Ended id={id} />
      <Timeline conversationId={id} />
      <Composer conversationId={id} />
    </ComposerDropZone>
  );
}
