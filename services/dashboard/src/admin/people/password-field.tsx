import { Button, PasswordInput } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { generatePassword } from './generate-password';
import styles from './password-field.module.css';

interface Props {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A password for somebody else: made up here by a button, and then shown, as it must be told. */
export function PasswordField({ value, onChange, error }: Props) {
  const { t } = useTranslation('admin');
  const [isShown, setIsShown] = useState(false);
  return (
    <div className={styles.row}>
      <PasswordInput
        className={styles.field}
        label={t('people.fields.password')}
        description={t('people.fields.passwordRule')}
        // The browser must not offer the admin's own one, nor keep this as the admin's.
        autoComplete="new-password"
        spellCheck={false}
        required
        maxLength={256}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        visible={isShown}
        onVisibilityChange={setIsShown}
        visibilityToggleButtonProps={{ 'aria-label': t('people.fields.showPassword'), 'aria-pressed': isShown }}
        error={error}
      />
      <Button
        className={styles.generate}
        variant="default"
        leftSection={<IconWand aria-hidden size={16} />}
        onClick={() => {
          onChange(generatePassword());
          setIsShown(true);
        }}
      >
        {t('people.fields.generate')}
      </Button>
    </div>
  );
}
