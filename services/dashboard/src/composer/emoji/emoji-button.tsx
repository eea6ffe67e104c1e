import { ActionIcon } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

const EmojiPanel = dynamic(() => import('./emoji-panel').then((module) => module.EmojiPanel));

interface Props {
  className: string | undefined;
  onEmoji(emoji: string): void;
  /** Closed without a choice: the focus needs a place. */
  onClose(): void;
}

/** Opens the emoji; for mice and keyboards, as touch keyboards have them. */
export function EmojiButton({ className, onEmoji, onClose }: Props) {
  const { t } = useTranslation('composer');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <ActionIcon
        className={className ?? ''}
        variant="subtle"
        color="gray"
        aria-label={t('emoji')}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        title={t('emoji')}
        data-emoji-button
        onClick={() => setOpen((before) => !before)}
      >
        <IconMoodSmile size={20} aria-hidden />
      </ActionIcon>
      {isOpen && (
        <EmojiPanel
          id={id}
          onEmoji={(emoji) => {
            setOpen(false);
            onEmoji(emoji);
          }}
          onClose={(why) => {
            setOpen(false);
            if (why === 'escape') onClose();
          }}
        />
      )}
    </>
  );
}
