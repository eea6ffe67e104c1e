import { ActionIcon } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  className: string | undefined;
  /** The browser asks whether it may. */
  isBusy: boolean;
  onClick(): void;
}

export function VoiceButton({ className, isBusy, onClick }: Props) {
  const { t } = useTranslation('composer');
  if (typeof MediaRecorder === 'undefined') return null;
  return (
    <ActionIcon
      className={className ?? ''}
      variant="subtle"
      color="gray"
      aria-label={t('record')}
      title={t('record')}
      loading={isBusy}
      onClick={onClick}
    >
      <IconMicrophone size={20} aria-hidden />
    </ActionIcon>
  );
}
