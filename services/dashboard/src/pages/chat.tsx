import { Messenger } from '../messenger/messenger';
import type { PageTraits } from './_app';

/** The customers' messenger. */
export default function ChatPage() {
  return <Messenger />;
}
ChatPage.texts = ['messenger', 'desk'] satisfies PageTraits['texts'];
