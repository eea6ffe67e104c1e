import { type RefObject, useEffect } from 'react';
import type { VoicePlayer } from './voice-player';

/** Whatever begins to play, video or voice note, ends what played before. */
export function useOnePlays(root: RefObject<HTMLElement | null>, voice: VoicePlayer): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const pauseVideos = (except?: EventTarget | null) => {
      for (const video of element.querySelectorAll('video')) if (video !== except) video.pause();
    };
    const onPlay = ({ target }: Event) => {
      voice.pause();
      pauseVideos(target);
    };
    voice.onPlay = () => pauseVideos();
    // These events do not bubble.
    element.addEventListener('play', onPlay, true);
    return () => {
      voice.onPlay = undefined;
      element.removeEventListener('play', onPlay, true);
    };
  }, [root, voice]);
}
