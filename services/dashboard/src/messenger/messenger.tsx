/** The customers' messenger: one person, one conversation. */
export function Messenger() {
  return <main />;
}
