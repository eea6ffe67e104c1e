import type { TFunction } from 'i18next';
import type { PersonField } from '../error-text';

export type FieldErrors = Partial<Record<PersonField, string>>;

/** The rules of the contract, said before the server is asked; it has the last word. */
export function checkName(t: TFunction<'admin'>, name: string): string | undefined {
  return name.trim() === '' ? t('people.fields.nameMissing') : undefined;
}

export function checkPhone(t: TFunction<'admin'>, phone: string): string | undefined {
  if (phone.trim() === '') return t('people.fields.phoneMissing');
  // Digits of any script: the server understands Devanagari ones as well.
  return (phone.match(/\p{Nd}/gu)?.length ?? 0) < 4 ? t('people.fields.phoneWrong') : undefined;
}

export function checkPassword(t: TFunction<'admin'>, password: string): string | undefined {
  return [...password].length < 8 ? t('people.fields.passwordShort') : undefined;
}

/** What the server has refused of a field. */
export function refusedText(t: TFunction<'admin'>, field: PersonField): string {
  return t(`people.fields.refused.${field}`);
}
