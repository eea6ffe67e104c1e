import type { Locator, Page } from 'playwright-core';
import { ChatScreen } from './chat-screen.js';

/** The agents' dashboard. */
export class DeskScreen {
  readonly chat: ChatScreen;
  readonly list: Locator;

  constructor(readonly page: Page) {
    this.chat = new ChatScreen(page);
    this.list = page.getByRole('list', { name: 'Conversations' });
  }

  /** Opens the dashboard and signs in; resolves when the list is there. */
  async logIn(phone: string, password: string): Promise<this> {
    await this.page.goto('/');
    await this.page.getByLabel('Phone', { exact: true }).fill(phone);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Log in', exact: true }).click();
    await this.list.waitFor();
    return this;
  }

  /** A conversation's row in the list, once it says all this: it is a link that says everything there is to see in it. */
  row(customer: string, ...says: string[]): Locator {
    const all = says.map((part) => `(?=.*${escaped(part)})`).join('');
    return this.list.getByRole('link', { name: new RegExp(`^${all}${escaped(customer)}\\b`) }).first();
  }

  async isUnread(customer: string): Promise<boolean> {
    return (await this.row(customer, 'unread message').count()) > 0;
  }

  /** Opens a conversation; resolves when its history is there. */
  async open(customer: string): Promise<void> {
    await this.row(customer).click();
    await this.chat.log.waitFor();
  }

  /** Goes back to where no conversation is open. */
  async leave(): Promise<void> {
    const back = this.page.getByRole('button', { name: 'Back', exact: true });
    if (await back.isVisible()) await back.click();
    else await this.page.keyboard.press('Escape');
    await this.chat.log.waitFor({ state: 'detached' });
  }

  async logOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Log out', exact: true }).click();
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
