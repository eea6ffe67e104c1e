/** A mouse or a touchpad, and so most likely a real keyboard: there Enter sends, and the focus may move by itself. */
export const isFinePointer = (): boolean => matchMedia('(pointer: fine)').matches;
