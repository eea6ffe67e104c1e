import dynamic from 'next/dynamic';

/** Loaded for agents only: customers never pay for it. */
export const Desk = dynamic(() => import('./desk').then((module) => module.Desk), { ssr: false });
