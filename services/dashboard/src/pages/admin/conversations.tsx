import dynamic from 'next/dynamic';
import type { PageTraits } from '../_app';

const Page = dynamic(
  () => import('../../admin/conversations/conversations-page').then((module) => module.ConversationsPage),
  { ssr: false },
);

/** Admins: everybody's conversations. */
export default Object.assign(Page, { texts: ['admin', 'desk'] } satisfies PageTraits);
