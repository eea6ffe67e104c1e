import type { Media } from '@samvad/contract';
import { useState } from 'react';
import { useTimeline } from '../timeline-context';

interface ShownMedia {
  readonly media: Media;
  /** It could not be loaded, with a fresh url either. */
  readonly isBroken: boolean;
  /** To be called when it does not load: the first time a fresh url is asked for. */
  onError(): void;
  retry(): void;
}

/** A media with urls that work: signed ones run out after an hour or so. */
export function useMedia(known: Media): ShownMedia {
  const { urls } = useTimeline();
  const [fresh, setFresh] = useState<Media>();
  const [outcome, setOutcome] = useState<'refreshing' | 'refreshed' | 'broken'>();
  // What has become of it since (`processing` is `ready`) counts more.
  const media = fresh && fresh._id === known._id && known.status === fresh.status ? fresh : urls.best(known);
  const refresh = () => {
    setOutcome('refreshing');
    urls
      .refresh(known._id)
      .then((answer) => {
        setFresh(answer);
        setOutcome('refreshed');
      })
      .catch(() => setOutcome('broken'));
  };
  const onError = () => {
    if (outcome === undefined) refresh();
    else if (outcome === 'refreshed') setOutcome('broken');
  };
  return { media, isBroken: outcome === 'broken', onError, retry: refresh };
}
