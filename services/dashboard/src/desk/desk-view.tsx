import type { PageTraits } from '../pages/_app';

/** A page that is a view of the desk: `_app` shows the desk itself, which reads the address. */
export function DeskView() {
  return null;
}
DeskView.face = 'desk' satisfies PageTraits['face'];
DeskView.texts = ['desk', 'conversations'] satisfies PageTraits['texts'];
