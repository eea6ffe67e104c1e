import Link from 'next/link';
import { useTranslation } from 'react-i18next';
import { EntrancePage } from '../sign-in/entrance-page';
import type { PageTraits } from './_app';

export default function NotFound() {
  const { t } = useTranslation('desk');
  return (
    <EntrancePage title={t('notFound.title')} subtitle={t('notFound.text')}>
      <p>
        <Link href="/" style={{ color: 'inherit' }}>
          {t('notFound.home')}
        </Link>
      </p>
    </EntrancePage>
  );
}
NotFound.texts = ['desk'] satisfies PageTraits['texts'];
