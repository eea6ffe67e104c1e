import { Button, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../session/session-provider';

/** Signs a person in by phone and password. */
export function SignIn() {
  const { t } = useTranslation('signIn');
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    await client.auth
      .login({ phone: String(fields.get('phone')), password: String(fields.get('password')) })
      .finally(() => setBusy(false));
  };
  return (
    <Paper component="main" maw={400} mx="auto" mt="15vh" p="lg">
      <form onSubmit={submit}>
        <Stack>
          <Title order={1}>Samvad</Title>
          <TextInput name="phone" label={t('phone')} type="tel" autoComplete="username" required />
          <PasswordInput name="password" label={t('password')} autoComplete="current-password" required />
          <Button type="submit" loading={busy}>
            {t('logIn')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
