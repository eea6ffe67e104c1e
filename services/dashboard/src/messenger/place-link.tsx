import { useRouter } from 'next/router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Another view of the messenger. */
  href: `/chat${string}`;
}

/** A link from one view to another. Next.js' own also fetches pages ahead, of which there is only this one. */
export function PlaceLink({ href, onClick, ...rest }: Props) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isPlain || event.defaultPrevented) return;
    event.preventDefault();
    void router.push(href, undefined, { shallow: true });
  };
  return <a {...rest} href={href} onClick={follow} />;
}
