import { useChat } from '../session/session-provider';
import { SignIn } from '../sign-in/sign-in';

/** The agents' dashboard. */
export function Desk() {
  const me = useChat((state) => state.me);
  if (!me) return <SignIn />;
  return <main>{me.name}</main>;
}
