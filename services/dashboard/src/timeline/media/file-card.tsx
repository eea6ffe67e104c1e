import type { ChatMessage } from '@samvad/client';
import { IconDownload, IconFile, IconFileText, IconFileTypePdf, IconFileZip, IconTable } from '@tabler/icons-react';
import { type MouseEvent, useState } from 'react';
import { byteSize } from '../../format/format';
import { inertLine } from '../../text/inert';
import { useTimeline } from '../timeline-context';
import css from './file-card.module.css';
import { MediaTrouble } from './media-trouble';
import { UploadRing } from './upload-ring';

const icons: [RegExp, typeof IconFile][] = [
  [/pdf/, IconFileTypePdf],
  [/zip|rar|tar|7z|compressed/, IconFileZip],
  [/sheet|excel|csv/, IconTable],
  [/^text\/|word|opendocument\.text|rtf/, IconFileText],
];

/** Any file: its kind, name and size, and a way to have it. */
export function FileCard({ message }: { message: ChatMessage }) {
  const { t, language, client, urls } = useTimeline();
  const [isBroken, setIsBroken] = useState(false);
  const { mediaId: media, file, upload, state, clientMessageId } = message;
  if (media?.status === 'failed') return <MediaTrouble kind="failed" />;
  const about = media ?? file;
  if (!about) return <MediaTrouble kind="missing" />;
  const name = inertLine(about.name);
  const Icon = icons.find(([format]) => format.test(about.format))?.[1] ?? IconFile;
  const dot = name.lastIndexOf('.');
  // The end of a name says what it is: it is shown, however long the name.
  const [stem, ending] = dot > 0 && name.length - dot <= 8 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  // Its url may have run out, which a link would not find out.
  const download = async (event: MouseEvent) => {
    if (!media || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      save((await urls.refresh(media._id)).url, about.name);
      setIsBroken(false);
    } catch {
      setIsBroken(true);
    }
  };
  return (
    <div className={css.card}>
      {upload && state !== 'failed' ? (
        <UploadRing upload={upload} onCancel={() => client.discard(clientMessageId ?? '')} />
      ) : (
        <span className={css.icon}>
          <Icon aria-hidden size={24} />
        </span>
      )}
      <span className={css.about}>
        <bdi className={css.name} title={name}>
          <span className={css.stem}>{stem}</span>
          <span>{ending}</span>
        </bdi>
        <span className={css.size}>
          {media?.status === 'processing' ? t('media.processing') : byteSize(about.size, language)}
        </span>
      </span>
      {media?.status === 'ready' && media.url && (
        <a
          className={css.download}
          href={media.url}
          download={about.name}
          aria-label={t('media.download', { name })}
          title={t('media.download', { name })}
          onClick={download}
        >
          <IconDownload aria-hidden size={20} />
        </a>
      )}
      {isBroken && <MediaTrouble kind="couldNotLoad" />}
    </div>
  );
}

function save(url: string | null, name: string): void {
  if (!url) return;
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
