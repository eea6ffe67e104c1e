import { QueryClientProvider } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Head from 'next/head';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useChat, useClient } from '../session/session-provider';
import { AdminFrame } from './frame/admin-frame';
import { NotForYou } from './frame/not-for-you';
import { NoticeProvider } from './frame/notice';
import { adminQueryClient } from './query-client';

const SignIn = dynamic(() => import('../sign-in/sign-in').then((module) => module.SignIn), { ssr: false });

/** A page for admins: whoever is not signed in signs in first, and anybody else is told that this is not for them. */
export function AdminPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('admin');
  const client = useClient();
  const role = useChat((state) => state.me?.role);
  if (!role) return <SignIn />;
  if (role !== 'Admin') return <NotForYou role={role} />;
  return (
    <QueryClientProvider client={adminQueryClient(client)}>
      <Head>
        <title key="title">{t('pageTitle', { title })}</title>
      </Head>
      <NoticeProvider>
        <AdminFrame>{children}</AdminFrame>
      </NoticeProvider>
    </QueryClientProvider>
  );
}
