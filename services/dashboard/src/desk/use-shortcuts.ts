import { useEffect, useRef } from 'react';
import { settings } from './notify/settings';

export interface Actions {
  openNeighbour(step: 1 | -1): void;
  search(): void;
  toList(): void;
  /** Undefined while no conversation is open. */
  close: (() => void) | undefined;
  showShortcuts(): void;
}

/** Keys that work anywhere on the desk. Those of the list are the list's own. */
export function useShortcuts(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isCovered()) return;
      if (act(event, latest.current)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function act(event: KeyboardEvent, { openNeighbour, search, toList, close, showShortcuts }: Actions): boolean {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (altKey && !ctrlKey && !metaKey && (key === 'ArrowDown' || key === 'ArrowUp')) {
    // Opens a choice where there is one.
    if (event.target instanceof HTMLSelectElement) return false;
    openNeighbour(key === 'ArrowDown' ? 1 : -1);
    return true;
  }
  if (altKey || ctrlKey || metaKey) return false;
  if (key === 'Escape' && close) {
    // Out of what is being written first, then out of the conversation.
    if (isTyping(event.target)) toList();
    else close();
    return true;
  }
  if (isTyping(event.target) || !settings().singleKeys) return false;
  if (key === '/') search();
  else if (key === '?') showShortcuts();
  else return false;
  return true;
}

/** A dialog or a menu is open: keys are its own. */
const isCovered = () => document.querySelector('dialog[open], :popover-open, [aria-modal="true"]') !== null;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
