import type { Profile } from '@samvad/client';
import { memo, useState } from 'react';
import styles from './avatar.module.css';
import { initials } from './initials';
import { OnlineDot } from './online-dot';

interface Props {
  profile: Pick<Profile, 'id' | 'name' | 'avatarUrl' | 'isOnline'>;
  /** Pixels; 40 by default. */
  size?: number;
  /** With a dot that tells whether the person is online. */
  withPresence?: boolean;
}

/** A person's picture, else the initials on a colour of their own. The name is to be written beside it. */
export const PersonAvatar = memo(function PersonAvatar({ profile, size = 40, withPresence = false }: Props) {
  const [hasPicture, setHasPicture] = useState(true);
  const { id, name, avatarUrl, isOnline } = profile;
  return (
    <span
      aria-hidden
      className={styles.avatar}
      data-hue={hueOf(id)}
      style={{ '--size': `${size}px` } as React.CSSProperties}
    >
      {initials(name)}
      {avatarUrl && hasPicture && (
        // biome-ignore lint/performance/noImgElement: a static site has nobody who would make others of it
        <img className={styles.picture} src={avatarUrl} alt="" loading="lazy" onError={() => setHasPicture(false)} />
      )}
      {withPresence && (
        <span className={styles.presence}>
          <OnlineDot isOnline={isOnline} />
        </span>
      )}
    </span>
  );
});

/** The same for a person everywhere and always: 0 to 7. */
function hueOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return sum % 8;
}
