import type { ChatClient } from '@samvad/client';
import type { Profile } from '@samvad/contract';
import type { TFunction } from 'i18next';
import { createContext, useContext } from 'react';
import type { MediaUrls } from './media/media-urls';
import type { VoicePlayer } from './media/voice-player';

/** What every row needs. Stays the same object: a row renders again for its message alone. */
export interface TimelineContext {
  readonly client: ChatClient;
  readonly conversationId: string;
  readonly me: Profile;
  readonly t: TFunction<'timeline'>;
  readonly language: string;
  readonly urls: MediaUrls;
  readonly voice: VoicePlayer;
  /** Shows a photo large. */
  openPhoto(mediaId: string): void;
  /** Tells those who listen rather than see. */
  announce(text: string): void;
}

const Context = createContext<TimelineContext | undefined>(undefined);

export const TimelineProvider = Context.Provider;

export function useTimeline(): TimelineContext {
  const context = useContext(Context);
  if (!context) throw new Error('useTimeline outside of Timeline');
  return context;
}
