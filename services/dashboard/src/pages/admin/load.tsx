import dynamic from 'next/dynamic';
import type { PageTraits } from '../_app';

const Page = dynamic(() => import('../../admin/load/load-page').then((module) => module.LoadPage), { ssr: false });

/** Admins: what each agent has to do at the moment. */
export default Object.assign(Page, { texts: ['admin', 'desk'] } satisfies PageTraits);
