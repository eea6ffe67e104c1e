import { IconAlertTriangle, IconFile, IconMusic, IconVideo, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byteSize, playTime } from '../../format/format';
import { inertLine } from '../../text/inert';
import type { Attachment } from './attachment';
import { NotePlayer } from './note-player';
import classes from './tray.module.css';

interface Props {
  attachment: Attachment;
  onRemove(): void;
}

export function TrayItem({ attachment, onRemove }: Props) {
  const { t, i18n } = useTranslation('composer');
  const { data, problem, durationMs } = attachment;
  const name = inertLine(attachment.name);
  const detail = durationMs === undefined ? byteSize(data.size, i18n.language) : playTime(durationMs);
  return (
    <li className={classes.item} data-problem={problem ? '' : undefined}>
      <Preview attachment={attachment} />
      <span className={classes.about}>
        <bdi className={classes.name} title={name}>
          {name}
        </bdi>
        <span className={classes.detail}>
          {problem ? t(`problem.${problem.kind}`, { maxSize: sizeIn(problem, i18n.language) }) : detail}
        </span>
      </span>
      <button
        type="button"
        data-remove
        className={classes.remove}
        aria-label={t('remove', { name })}
        title={t('remove', { name })}
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </button>
    </li>
  );
}

const sizeIn = (problem: NonNullable<Attachment['problem']>, language: string) =>
  problem.kind === 'tooLarge' ? byteSize(problem.maxSize, language) : '';

/** What there is to see of it before it is sent; a picture that this browser cannot show is a file to it. */
function Preview({ attachment: { type, url, durationMs, problem } }: { attachment: Attachment }) {
  const [isBroken, setBroken] = useState(false);
  const broken = () => setBroken(true);
  if (problem) return <Icon of={IconAlertTriangle} />;
  if (type === 'audio' && durationMs !== undefined) return <NotePlayer url={url} durationMs={durationMs} />;
  // biome-ignore lint/performance/noImgElement: it is of this browser, there is nothing to optimise
  if (type === 'image' && !isBroken) return <img className={classes.picture} src={url} alt="" onError={broken} />;
  if (type === 'video' && !isBroken) {
    return (
      <span className={classes.video}>
        {/* The first picture rather than a black one. */}
        <video className={classes.picture} src={`${url}#t=0.1`} preload="metadata" muted onError={broken} />
        <IconVideo size={18} aria-hidden className={classes.badge} />
      </span>
    );
  }
  return <Icon of={type === 'audio' ? IconMusic : type === 'video' ? IconVideo : IconFile} />;
}

function Icon({ of: Shape }: { of: typeof IconFile }) {
  return (
    <span className={classes.icon}>
      <Shape size={22} aria-hidden />
    </span>
  );
}
