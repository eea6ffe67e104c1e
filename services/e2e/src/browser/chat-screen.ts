import type { Locator, Page } from 'playwright-core';

type State = 'Waiting to be sent' | 'Sending' | 'Sent' | 'Delivered' | 'Read' | 'Not sent';
type File = string | { name: string; mimeType: string; buffer: Buffer };

/** History and composer of the conversation that is open, on the dashboard or in the messenger. */
export class ChatScreen {
  readonly log: Locator;
  readonly box: Locator;
  readonly sendButton: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole('log', { name: 'Messages' });
    this.box = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
  }

  /** The message that says this. */
  message(content: string): Locator {
    return this.log.getByRole('article').filter({ hasText: content });
  }

  /** How far the message has got, once it has got there. */
  tick(content: string, state: State): Locator {
    return this.message(content).getByText(state, { exact: true });
  }

  /** That somebody is typing. Names stand in marks of their own, lest they turn the direction of the rest. */
  typing(name: string): Locator {
    return this.log.getByText(new RegExp(`${name}\\W* is typing`));
  }

  /** Writes and presses Send; resolves when the text stands in the history. */
  async send(content: string): Promise<void> {
    await this.box.fill(content);
    await this.sendButton.click();
    await this.message(content).first().waitFor();
  }

  /** Key by key, without sending. */
  async type(content: string): Promise<void> {
    await this.box.pressSequentially(content);
  }

  /** Chooses files as Attach has them chosen. They wait in the composer. */
  async attach(...files: File[]): Promise<void> {
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.page.getByRole('button', { name: 'Attach', exact: true }).click(),
    ]);
    await chooser.setFiles(files as string[]);
  }

  /** Which of these texts the history shows, in the order in which it does, each as often as it does. */
  async order(contents: readonly string[]): Promise<string[]> {
    const shown = await this.log.getByRole('article').allTextContents();
    return shown.flatMap((text) => contents.filter((content) => text.includes(content)));
  }

  /** To the end of the history, which this message is at. */
  async scrollDown(to: string): Promise<void> {
    const end = this.message(to);
    for (let attempt = 0; attempt < 50 && !(await end.isVisible()); attempt += 1)
      await this.log.evaluate((log) => {
        log.scrollTop = log.scrollHeight;
        return new Promise(requestAnimationFrame);
      });
    await end.waitFor();
  }

  /**
   * Scrolls up until a text comes into view, or the beginning; tells all texts it has come by, from the top, and how often
   * what was before the eyes moved by itself.
   */
  async scrollUp(to: string): Promise<{ texts: string[]; jumps: string[] }> {
    await this.log.getByRole('article').first().waitFor();
    return this.log.evaluate(scrollUp, to);
  }
}

async function scrollUp(log: Element, to: string): Promise<{ texts: string[]; jumps: string[] }> {
  const seen = new Map<number, string>();
  const jumps: string[] = [];
  const frame = () => new Promise(requestAnimationFrame);
  const collect = () => {
    for (const row of log.querySelectorAll<HTMLElement>('[data-item-index]'))
      seen.set(Number(row.dataset.itemIndex), row.querySelector('article')?.textContent ?? '');
  };
  const isThere = () =>
    [...seen.values()].some((text) => text.includes(to)) || (log.scrollTop < 1 && log.textContent?.includes(to));
  collect();
  for (let step = 0; step < 400 && !isThere(); step += 1) {
    log.scrollTop -= 500;
    await frame();
    await frame();
    const { top, height } = log.getBoundingClientRect();
    const middle = [...log.querySelectorAll('article')].find(
      (one) => one.getBoundingClientRect().top > top + height / 3,
    );
    const place = middle?.getBoundingClientRect().top ?? 0;
    for (let i = 0; i < 4; i += 1) {
      await frame();
      const moved = middle?.isConnected ? middle.getBoundingClientRect().top - place : Number.NaN;
      if (!(Math.abs(moved) <= 2)) {
        jumps.push(`by ${Math.round(moved)} pixels at ${Math.round(log.scrollTop)}`);
        break;
      }
    }
    collect();
  }
  const texts = [...seen].sort(([a], [b]) => a - b).map(([, text]) => text);
  return { texts, jumps };
}
