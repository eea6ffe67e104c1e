import { ActionIcon } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  className: string | undefined;
  onFiles(files: readonly File[]): void;
}

/** Phones: straight to the camera. Elsewhere the style hides it. */
export function CameraButton({ className, onFiles }: Props) {
  const { t } = useTranslation('composer');
  // Held, as a picker that nobody holds may be cleared away while the camera is open.
  const picker = useRef<HTMLInputElement>(null);
  const open = () => {
    const input = Object.assign(document.createElement('input'), {
      type: 'file',
      accept: 'image/*',
      capture: 'environment',
      onchange: () => onFiles([...(input.files ?? [])]),
    });
    picker.current = input;
    input.click();
  };
  return (
    <ActionIcon
      className={className ?? ''}
      variant="subtle"
      color="gray"
      aria-label={t('camera')}
      title={t('camera')}
      onClick={open}
    >
      <IconCamera size={20} aria-hidden />
    </ActionIcon>
  );
}
