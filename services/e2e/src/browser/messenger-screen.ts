import type { Page } from 'playwright-core';
import { ChatScreen } from './chat-screen.js';

/** The customers' messenger. */
export class MessengerScreen {
  readonly chat: ChatScreen;

  constructor(readonly page: Page) {
    this.chat = new ChatScreen(page);
  }

  /** Opens the messenger and signs in; resolves when one can write. */
  async logIn(phone: string, password: string): Promise<this> {
    await this.page.goto('/chat');
    await this.page.getByLabel('Phone', { exact: true }).fill(phone);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Log in', exact: true }).click();
    await this.chat.box.waitFor();
    return this;
  }

  /** Makes an account; resolves when the first message can be written. */
  async register(name: string, phone: string, password: string): Promise<this> {
    await this.page.goto('/chat');
    await this.page.getByRole('button', { name: 'Register', exact: true }).click();
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('Phone', { exact: true }).fill(phone);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Register', exact: true }).click();
    await this.chat.box.waitFor();
    return this;
  }
}
