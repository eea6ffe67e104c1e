import type { KeyboardEvent } from 'react';

/**
 * Arrows go from message to message; End to the newest, also when there are more on the way there than the browser knew;
 * Ctrl+C, with nothing selected, copies the one that has the focus. Everything else (Page Up, Home, …) is the browser's.
 */
export function onMessageKey(event: KeyboardEvent<HTMLElement>, toBottom: () => void): void {
  const { key, currentTarget: log, target } = event;
  if (!(target instanceof HTMLElement) || event.defaultPrevented) return;
  const isMessage = target.tagName === 'ARTICLE';
  if ((key === 'c' || key === 'C') && (event.ctrlKey || event.metaKey) && isMessage) {
    if (window.getSelection()?.isCollapsed) target.querySelector<HTMLElement>('[data-copy]')?.click();
    return;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (key === 'Escape' && target !== log) {
    log.focus({ preventScroll: true });
    return;
  }
  if (key === 'End' && (target === log || isMessage)) {
    event.preventDefault();
    toBottom();
    return;
  }
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || (target !== log && !isMessage)) return;
  event.preventDefault();
  const messages = [...log.querySelectorAll<HTMLElement>('article')];
  const next = isMessage
    ? messages[messages.indexOf(target) + (key === 'ArrowUp' ? -1 : 1)]
    : lastInView(messages, log.getBoundingClientRect().bottom);
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function lastInView(messages: HTMLElement[], bottom: number): HTMLElement | undefined {
  return messages.findLast((message) => message.getBoundingClientRect().top < bottom - 8);
}
