/** Whether somebody can be looking: the tab is shown, and the window is the one in use. */
export function isAttended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Tells when that may have changed. Returns what ends it. */
export function onAttention(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    document.removeEventListener('visibilitychange', listener);
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
}
