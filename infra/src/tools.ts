import { findTool } from './find-tool.js';
import { installPackages } from './install-packages.js';

/** Programs of the machine that Samvad runs: the package that brings each, and why it is wanted. */
const TOOLS = {
  'redis-server': { apt: 'redis-server', brew: 'redis', why: 'the bus between nodes', names: ['redis-server'] },
  nginx: { apt: 'nginx', brew: 'nginx', why: 'one port in front of all nodes', names: ['nginx'] },
  ffmpeg: { apt: 'ffmpeg', brew: 'ffmpeg', why: 'previews of video and audio', names: ['ffmpeg'] },
  chromium: {
    apt: 'chromium',
    brew: 'google-chrome',
    why: 'the dashboard in a real browser',
    // Whichever of its family is there already.
    names: [
      'chromium',
      'google-chrome-stable',
      'google-chrome',
      'chromium-browser',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
  },
} as const;

export type Tool = keyof typeof TOOLS;

/** The path of whichever of its names is installed. */
const find = (name: Tool) => TOOLS[name].names.map((one) => findTool(one)).find(Boolean);

/** The path of a program that must be there. @throws Error that says how to install it */
export function requireTool(name: Tool): string {
  const found = find(name);
  if (!found) throw new Error(`${name} is not installed; install it with: ${installCommand([name])}`);
  return found;
}

/**
 * Makes sure that the named programs are installed, installing what is missing with apt-get or Homebrew, and says so.
 *
 * @throws Error naming the command to run by hand when neither can do it
 */
export async function ensureTools(
  names: readonly Tool[],
  log: (line: string) => void = console.error,
): Promise<Record<string, string>> {
  const missing = names.filter((name) => !find(name));
  if (missing.length > 0) {
    const reasons = missing.map((name) => `${name} (${TOOLS[name].why})`).join(' and ');
    log(`Installing ${reasons}: not found on this machine`);
    await installPackages({
      apt: missing.map((name) => TOOLS[name].apt),
      brew: missing.map((name) => TOOLS[name].brew),
      byHand: installCommand(missing),
    });
  }
  return Object.fromEntries(names.map((name) => [name, requireTool(name)]));
}

function installCommand(names: readonly Tool[]): string {
  return process.platform === 'darwin'
    ? `brew install ${names.map((name) => TOOLS[name].brew).join(' ')}`
    : `sudo apt-get install ${names.map((name) => TOOLS[name].apt).join(' ')}`;
}
