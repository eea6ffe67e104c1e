import dynamic from 'next/dynamic';

/** The customers' messenger. */
export default dynamic(() => import('../messenger/messenger').then((module) => module.Messenger), { ssr: false });
