import { EmojiPicker, type EmojiPickerListComponents } from 'frimousse';
import { type AriaAttributes, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './emoji-panel.module.css';

interface Props {
  id: string;
  onEmoji(emoji: string): void;
  onClose(why: 'escape' | 'left'): void;
}

/** Copied there when the site is built: the browser asks nobody else. */
const ownData = '/emoji';

/** The emoji to choose from, by name or by sight. */
export function EmojiPanel({ id, onEmoji, onClose }: Props) {
  const { t, i18n } = useTranslation('composer');
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const pressed = ({ target }: PointerEvent) => {
      const isInside = panel.current?.contains(target as Node) || (target as Element).closest('[data-emoji-button]');
      if (!isInside) close.current('left');
    };
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, []);
  return (
    <div
      ref={panel}
      id={id}
      role="dialog"
      aria-label={t('emoji')}
      className={classes.panel}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose('escape');
      }}
      onBlur={({ relatedTarget }) => {
        // By the Tab key; what a click on nothing takes the focus from stays open.
        if (relatedTarget && !panel.current?.contains(relatedTarget)) onClose('left');
      }}
    >
      <EmojiPicker.Root
        className={classes.picker}
        locale={i18n.language}
        emojibaseUrl={ownData}
        columns={8}
        onEmojiSelect={({ emoji }) => onEmoji(emoji)}
      >
        {/* It has been asked for by name: what opens is for searching first. */}
        <EmojiPicker.Search
          className={classes.search}
          autoFocus
          placeholder={t('searchEmoji')}
          aria-label={t('searchEmoji')}
        />
        <EmojiPicker.Viewport className={classes.viewport}>
          <EmojiPicker.Loading className={classes.message}>{t('loadingEmoji')}</EmojiPicker.Loading>
          <EmojiPicker.Empty className={classes.message}>{t('noEmoji')}</EmojiPicker.Empty>
          <EmojiPicker.List className={classes.list} components={parts} />
        </EmojiPicker.Viewport>
      </EmojiPicker.Root>
    </div>
  );
}

type Indices = Pick<AriaAttributes, 'aria-rowindex' | 'aria-colindex'>;

/** The picker counts rows and columns from 0; the specification of these attributes, from 1. */
function fromOne({ 'aria-rowindex': row, 'aria-colindex': column }: Indices): Indices {
  return {
    ...(row === undefined ? {} : { 'aria-rowindex': row + 1 }),
    ...(column === undefined ? {} : { 'aria-colindex': column + 1 }),
  };
}

const parts: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className={classes.category}>
      {category.label}
    </div>
  ),
  Row: (props) => <div {...props} {...fromOne(props)} className={classes.row} />,
  Emoji: ({ emoji, ...props }) => (
    <button {...props} {...fromOne(props)} type="button" className={classes.emoji} title={emoji.label}>
      {emoji.emoji}
    </button>
  ),
};
