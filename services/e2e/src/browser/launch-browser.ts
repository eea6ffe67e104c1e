import { requireTool } from '@samvad/infra';
import { type Browser, chromium } from 'playwright-core';

/** A headless Chromium that asks nobody but the pages' own server for anything. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireTool('chromium'),
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A voice note is recorded from a microphone that beeps, and nobody is asked for it.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });
}
