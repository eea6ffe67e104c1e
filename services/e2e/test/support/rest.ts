import type { SignedIn } from '@samvad/contract';

export const demoPassword = 'demo-pass-2468';
export const demo = {
  admin: '+919800000000',
  asha: '+919800000001',
  secondAgent: '+919800000002',
  rajesh: '+919800000101',
  priya: '+919800000102',
};

export interface Answer<T> {
  status: number;
  body: T;
}

/** One REST call. A connection that breaks rejects; every answer resolves. */
export async function call<T = unknown>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Answer<T>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
}

export async function logIn(url: string, phone: string): Promise<SignedIn> {
  const { status, body } = await call<SignedIn>(url, 'POST', '/users/login', {
    body: { phone, password: demoPassword },
  });
  if (status !== 200) throw new Error(`login of ${phone}: ${status}`);
  return body;
}

let registered = 0;

/** A new customer. */
export async function register(url: string, name: string): Promise<SignedIn> {
  registered += 1;
  const phone = `+9197${String(process.pid % 10_000).padStart(4, '0')}${String(registered).padStart(4, '0')}`;
  const { status, body } = await call<SignedIn>(url, 'POST', '/users/register', {
    body: { name, phone, password: demoPassword },
  });
  if (status !== 201) throw new Error(`registering ${name}: ${status} ${JSON.stringify(body)}`);
  return body;
}
