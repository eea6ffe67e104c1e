import { useRouter } from 'next/router';
import { type ReactNode, useEffect } from 'react';
import { useChat } from './session-provider';

/** Customers have the messenger, everybody else the desk: who comes to the other one is sent to their own. */
export function RequireRole({ face, children }: { face: 'desk' | 'messenger'; children: ReactNode }) {
  const role = useChat((state) => state.me?.role);
  const router = useRouter();
  const own = role === 'User' ? 'messenger' : 'desk';
  const isWrong = role !== undefined && own !== face;
  useEffect(() => {
    if (isWrong) void router.replace(own === 'desk' ? '/' : '/chat');
  }, [isWrong, own, router]);
  return isWrong ? null : children;
}
