import { createContext, useContext } from 'react';

/** The element that scrolls: the whole page below the head, so that nothing is squeezed where there is little height. */
export const ScrollParent = createContext<HTMLElement | null>(null);

export const useScrollParent = (): HTMLElement | null => useContext(ScrollParent);
