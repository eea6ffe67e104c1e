import { useChat } from '../session/session-provider';
import { ComposerForm } from './composer-form';

/** Where a message is written. */
export function Composer({ conversationId }: { conversationId: string }) {
  const me = useChat((state) => state.me);
  // Another conversation, another box: nothing of the one before is under the caret.
  return me && <ComposerForm key={`${me.id} ${conversationId}`} conversationId={conversationId} me={me} />;
}
