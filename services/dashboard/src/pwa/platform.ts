/** All browsers on an iPhone; an iPad says that it is a Mac, which has no touch screen. */
export const isIos = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Opened from its own icon, without the browser around it. */
export const isInstalled = () => matchMedia('(display-mode: standalone)').matches;
