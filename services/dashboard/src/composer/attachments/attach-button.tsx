import { ActionIcon } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  className: string | undefined;
  onFiles(files: readonly File[]): void;
}

/** Opens the system's file picker; several files at once are fine. */
export function AttachButton({ className, onFiles }: Props) {
  const { t } = useTranslation('composer');
  const picker = useRef<HTMLInputElement>(null);
  return (
    <span className={className}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="100%"
        aria-label={t('attach')}
        title={t('attach')}
        onClick={() => picker.current?.click()}
      >
        <IconPaperclip size={20} aria-hidden />
      </ActionIcon>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file can be picked again.
          currentTarget.value = '';
        }}
      />
    </span>
  );
}
