/** The messages of one open conversation. */
export function Timeline({ conversationId }: { conversationId: string }) {
  return <div role="log" aria-label="Messages" data-conversation={conversationId} />;
}
