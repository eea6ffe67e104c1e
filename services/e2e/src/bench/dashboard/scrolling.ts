import type { Browser, Locator, Page } from 'playwright-core';
import { DeskScreen } from '../../browser/desk-screen.js';
import type { BenchContext } from '../benchmark.js';
import { longTalker } from './fill-desk.js';

export interface Frames {
  /** Time between two frames, in ms. */
  times: number[];
  /** Of tasks that held up everything else for 50 ms or more. */
  longTasks: number[];
  /** How far it went, in pixels. */
  travelled: number;
}

interface Options extends BenchContext {
  phone: string;
  password: string;
}

/** Scrolls the list down and the history up, gently and in flings, and as a yardstick a page of plain text. */
export async function measureScrolling(browser: Browser, url: string, { quick, say, phone, password }: Options) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const frames = quick ? 200 : 600;
  const runs: { name: string; frames: Frames }[] = [];
  const run = async (name: string, what: Locator, step: number) => {
    const measured = await what.evaluate(scroll, { step, frames });
    runs.push({ name, frames: measured });
    say(`${name}: ${measured.travelled.toFixed(0)} pixels in ${measured.times.length} frames`);
  };
  const plain = await plainRows(page, 10_000);
  await run('plain rows, 40 px a frame', plain, 40);
  await run('plain rows, 400 px a frame', plain, 400);
  const desk = await new DeskScreen(page).logIn(phone, password);
  await desk.row(longTalker).waitFor();
  await run('conversations, 40 px a frame', desk.list, 40);
  await run('conversations, 400 px a frame', desk.list, 400);
  await desk.list.evaluate(toStart);
  await desk.open(longTalker);
  await desk.chat.message('Message 20000').waitFor();
  await run('messages, 40 px a frame', desk.chat.log, -40);
  await run('messages, 400 px a frame', desk.chat.log, -400);
  await context.close();
  return runs;
}

/** Moves what scrolls, in the element or around it, by `step` pixels a frame, and writes down how long each took. */
async function scroll(inside: Element, { step, frames }: { step: number; frames: number }): Promise<Frames> {
  const scrolls = (element: Element) =>
    /auto|scroll/.test(getComputedStyle(element).overflowY) && element.scrollHeight > element.clientHeight;
  let outside: Element | null = inside;
  while (outside && !scrolls(outside)) outside = outside.parentElement;
  const element = [inside, ...inside.querySelectorAll('*')].find(scrolls) ?? outside;
  if (!element) throw new Error('nothing scrolls');
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const times: number[] = [];
  let travelled = 0;
  let before = await new Promise<number>(requestAnimationFrame);
  for (let i = 0; i < frames; i += 1) {
    const from = element.scrollTop;
    element.scrollTop += step;
    travelled += Math.abs(element.scrollTop - from);
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now - before);
    before = now;
  }
  observer.disconnect();
  return { times, longTasks, travelled };
}

function toStart(inside: Element): void {
  for (let element: Element | null = inside; element; element = element.parentElement) element.scrollTop = 0;
  for (const element of inside.querySelectorAll('*')) element.scrollTop = 0;
}

/** A page of as many rows of plain text, to know what this machine makes of nothing but scrolling. */
async function plainRows(page: Page, rows: number): Promise<Locator> {
  await page.goto('/health');
  await page.evaluate((count) => {
    const box = document.createElement('div');
    box.style.cssText = 'height: 700px; overflow: auto; contain: strict';
    box.innerHTML = Array.from({ length: count }, (_, i) => `<p style="height: 56px; margin: 0">Row ${i}</p>`).join('');
    document.body.replaceChildren(box);
  }, rows);
  return page.locator('body > div');
}
