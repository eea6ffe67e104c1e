import { Messenger } from '../messenger/messenger';
import type { PageTraits } from './_app';

/**
 * The customers' messenger. Not loaded late: it is what this page is for, and its scripts come at the same time as all
 * others. Nothing of it is shown before the language and the sign-in are known, so not on a server either.
 */
export default function ChatPage() {
  return <Messenger />;
}
ChatPage.texts = ['messenger', 'desk', 'timeline', 'composer'] satisfies PageTraits['texts'];
