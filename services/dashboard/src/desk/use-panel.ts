import { useState } from 'react';
import { changeSettings, useSettings } from './notify/settings';
import { panelCovers, useMedia } from './use-media';

export interface Panel {
  isOpen: boolean;
  /** It lies over the chat, for want of room. */
  covers: boolean;
  toggle(): void;
  close(): void;
}

/** The customer panel: beside the chat as the agent likes it, over the chat only when asked for. */
export function usePanel(): Panel {
  const covers = useMedia(panelCovers);
  const { panel } = useSettings();
  const [isOver, setIsOver] = useState(false);
  const isOpen = covers ? isOver : panel;
  const set = (open: boolean) => {
    if (covers) setIsOver(open);
    else changeSettings({ panel: open });
  };
  return { isOpen, covers, toggle: () => set(!isOpen), close: () => set(false) };
}
