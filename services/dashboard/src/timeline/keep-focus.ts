import type { MouseEvent } from 'react';

/** A button that goes away when it has been pressed leaves the focus to the message, or to the list, it was in. */
export function keepFocus({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>('article, [role="log"]')?.focus({ preventScroll: true });
}
