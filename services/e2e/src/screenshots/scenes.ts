import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';
import { DeskScreen } from '../browser/desk-screen.js';
import { MessengerScreen } from '../browser/messenger-screen.js';
import type { Visitor, VisitorOptions } from '../browser/visitor.js';
import { leafPhoto } from './leaf-photo.js';

export interface Scene {
  /** Of the picture. */
  name: string;
  look: Omit<VisitorOptions, 'name'>;
  /** Brings the browser to where the picture is taken. */
  show(visitor: Visitor): Promise<unknown>;
}

const password = 'demo-pass-2468';
const people = { admin: '+919800000000', asha: '+919800000001', rajesh: '+919800000101', priya: '+919800000102' };

const laptop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740, phone: true };

const desk = async ({ page }: Visitor, customer?: string) => {
  const screen = await new DeskScreen(page).logIn(people.asha, password);
  if (customer) {
    await screen.open(customer);
    await screen.chat.log.getByRole('article').last().waitFor();
  }
  return screen;
};

const admin = async ({ page }: Visitor, path: string) => {
  await new DeskScreen(page).logIn(people.admin, password);
  await page.goto(path);
  await page.getByRole('row').nth(1).waitFor();
};

const messenger = async ({ page }: Visitor) => {
  const { chat } = await new MessengerScreen(page).logIn(people.rajesh, password);
  await chat.log.getByRole('article').last().waitFor();
};

/** In this order: a later picture shows what an earlier one has left. */
export const scenes: readonly Scene[] = [
  { name: 'log-in', look: laptop, show: ({ page }) => page.goto('/').then(() => form(page)) },
  {
    name: 'register',
    look: phone,
    async show({ page }) {
      await page.goto('/chat');
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByLabel('Name', { exact: true }).waitFor();
    },
  },
  { name: 'conversations', look: laptop, show: (visitor) => desk(visitor) },
  {
    name: 'conversation',
    look: laptop,
    async show(visitor) {
      const { chat } = await desk(visitor, 'Rajesh Kumar');
      await chat.attach(await leafPhoto(visitor.page, tmpdir()));
      await chat.box.fill('Is it like this?');
      await visitor.page.getByRole('button', { name: 'Send', exact: true }).click();
      await chat.log.getByText('Sent', { exact: true }).last().waitFor({ state: 'attached' });
    },
  },
  {
    name: 'conversation-dark',
    look: { ...laptop, colorScheme: 'dark' },
    show: (visitor) => desk(visitor, 'Rajesh Kumar'),
  },
  { name: 'conversations-phone', look: phone, show: (visitor) => desk(visitor) },
  { name: 'conversation-phone', look: phone, show: (visitor) => desk(visitor, 'Priya Singh') },
  { name: 'messenger', look: phone, show: messenger },
  { name: 'messenger-dark', look: { ...phone, colorScheme: 'dark' }, show: messenger },
  { name: 'admin-people', look: laptop, show: (visitor) => admin(visitor, '/admin/people') },
  { name: 'admin-conversations', look: laptop, show: (visitor) => admin(visitor, '/admin/conversations') },
  { name: 'admin-load', look: laptop, show: (visitor) => admin(visitor, '/admin/load') },
];

const form = (page: Page) => page.locator('form').waitFor();
