/** Where a message is written. */
export function Composer({ conversationId }: { conversationId: string }) {
  return <form data-conversation={conversationId} />;
}
