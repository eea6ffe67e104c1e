import { Button, Modal } from '@mantine/core';
import type { ChatMessage } from '@samvad/client';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../format/format';
import { inertLine } from '../../text/inert';
import classes from './answered-dialog.module.css';

interface Props {
  /** What the colleague has written; it may not be here yet. */
  answer: ChatMessage | undefined;
  /** What the server has not taken. */
  unsent?: string;
  onSendAnyway(): void;
  onKeepEditing(): void;
  onDiscard(): void;
  /** It has gone: the focus needs a place. */
  onClosed(): void;
}

/** Two agents do not answer at once unawares: the one who is later sees the other's answer, and decides. */
export function AnsweredDialog({ answer, unsent, onSendAnyway, onKeepEditing, onDiscard, onClosed }: Props) {
  const { t, i18n } = useTranslation('composer');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it goes
  useEffect(() => () => void requestAnimationFrame(onClosed), []);
  const name = answer && `\u2068${inertLine(answer.sender.name)}\u2069`;
  return (
    <Modal
      opened
      centered
      onClose={onKeepEditing}
      withCloseButton={false}
      returnFocus={false}
      classNames={{ title: classes.title ?? '' }}
      title={name ? t('answered', { name }) : t('answeredBySomebody')}
    >
      {answer && (
        <blockquote className={classes.quote}>
          <p className={classes.text} dir="auto">
            {answer.content || t(`kind.${answer.messageType}`)}
          </p>
          <footer className={classes.when}>{clockTime(answer.createdAt, i18n.language)}</footer>
        </blockquote>
      )}
      {unsent && (
        <>
          <p className={classes.heading}>{t('notSent')}</p>
          <p className={classes.text} dir="auto">
            {unsent}
          </p>
        </>
      )}
      <div className={classes.buttons}>
        <Button variant="subtle" color="red" onClick={onDiscard}>
          {t('discard')}
        </Button>
        <Button variant="default" onClick={onSendAnyway}>
          {t('sendAnyway')}
        </Button>
        {/* Whoever is typing on as it opens does no harm. */}
        <Button data-autofocus onClick={onKeepEditing}>
          {t('keepEditing')}
        </Button>
      </div>
    </Modal>
  );
}
