import dynamic from 'next/dynamic';
import type { PageTraits } from '../_app';

const Page = dynamic(() => import('../../admin/people/people-page').then((module) => module.PeoplePage), {
  ssr: false,
});

/** Admins: everybody's account. */
export default Object.assign(Page, { texts: ['admin', 'desk'] } satisfies PageTraits);
