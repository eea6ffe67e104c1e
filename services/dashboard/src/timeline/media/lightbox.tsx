import 'yet-another-react-lightbox/styles.css';
import 'yet-another-react-lightbox/plugins/captions.css';
import type { ChatMessage } from '@samvad/client';
import type { Media } from '@samvad/contract';
import { useEffect, useState } from 'react';
import YetAnotherLightbox from 'yet-another-react-lightbox';
import Captions from 'yet-another-react-lightbox/plugins/captions';
import Zoom from 'yet-another-react-lightbox/plugins/zoom';
import { clockTime, fullTime } from '../../format/format';
import { inertLine, inertText } from '../../text/inert';
import { useTimeline } from '../timeline-context';

interface Props {
  /** Those that were there when it was opened. */
  messages: readonly ChatMessage[];
  mediaId: string;
  onClose: () => void;
}

/** The photos of a conversation, large, one after the other. */
export function Lightbox({ messages, mediaId, onClose }: Props) {
  const { t, urls, language } = useTimeline();
  const [photos] = useState(() => messages.filter(isPhoto));
  const [index, setIndex] = useState(() => photos.findIndex((photo) => photo.mediaId._id === mediaId));
  const [isOpen, setIsOpen] = useState(true);
  // Counts what has been fetched anew.
  const [, setFresh] = useState(0);
  const current = photos[index]?.mediaId;
  // The lightbox does not tell what it could not load.
  useEffect(() => {
    if (!current) return;
    const probe = new Image();
    probe.onerror = () => {
      urls.refresh(current._id).then(
        () => setFresh((before) => before + 1),
        () => {},
      );
    };
    probe.src = urls.best(current).url ?? '';
    return () => {
      probe.onerror = null;
    };
  }, [current, urls]);
  const slides = photos.map(({ mediaId: known, sender, content, createdAt }) => {
    const media = urls.best(known);
    return {
      src: media.url ?? '',
      alt: t('media.photo', { name: inertLine(media.name) }),
      ...(media.width && media.height ? { width: media.width, height: media.height } : {}),
      title: (
        <span title={fullTime(createdAt, language)}>
          <bdi>{inertLine(sender.name)}</bdi> · {clockTime(createdAt, language)}
        </span>
      ),
      ...(content ? { description: <span dir="auto">{inertText(content)}</span> } : {}),
    };
  });
  return (
    <YetAnotherLightbox
      open={isOpen}
      close={() => setIsOpen(false)}
      index={index}
      slides={slides}
      plugins={[Captions, Zoom]}
      carousel={{ finite: true, preload: 1 }}
      controller={{ closeOnBackdropClick: true, closeOnPullDown: true }}
      captions={{ descriptionTextAlign: 'center', descriptionMaxLines: 4 }}
      zoom={{ maxZoomPixelRatio: 3, scrollToZoom: true }}
      animation={reducedMotion() ? { fade: 0, swipe: 0, zoom: 0 } : { fade: 150, swipe: 250 }}
      on={{ view: ({ index: now }) => setIndex(now), exited: onClose }}
      labels={{
        Lightbox: t('lightbox.title'),
        'Photo gallery': t('lightbox.gallery'),
        Carousel: t('lightbox.carousel'),
        Slide: t('lightbox.slide'),
        '{index} of {total}': t('lightbox.count'),
        Close: t('lightbox.close'),
        Next: t('lightbox.next'),
        Previous: t('lightbox.previous'),
        'Zoom in': t('lightbox.zoomIn'),
        'Zoom out': t('lightbox.zoomOut'),
      }}
    />
  );
}

const isPhoto = (message: ChatMessage): message is ChatMessage & { mediaId: Media } =>
  message.mediaId?.type === 'image' && message.mediaId.status === 'ready';

const reducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
