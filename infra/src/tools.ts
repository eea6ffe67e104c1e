import { hasModules } from './find-python.js';
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
  prometheus: { apt: 'prometheus', brew: 'prometheus', why: 'its rules are tested', names: ['promtool'] },
  'python-socketio': {
    apt: ['python3-socketio', 'python3-requests', 'python3-websocket'],
    // There is none; `pip3 install python-socketio requests websocket-client` for the system's Python.
    brew: 'python3',
    why: 'a client that is not ours',
    // Another Python that comes first on PATH does not see the system's packages.
    names: ['/usr/bin/python3'],
    modules: ['socketio', 'requests', 'websocket'],
  },
} as const;

export type Tool = keyof typeof TOOLS;

/** The path of whichever of its names is installed, with all that belongs to it. */
function find(name: Tool): string | undefined {
  const tool = TOOLS[name];
  const found = tool.names.map((one) => findTool(one)).find(Boolean);
  return found && 'modules' in tool && !hasModules(found, tool.modules) ? undefined : found;
}

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
      apt: missing.flatMap((name) => TOOLS[name].apt),
      brew: missing.map((name) => TOOLS[name].brew),
      byHand: installCommand(missing),
    });
  }
  return Object.fromEntries(names.map((name) => [name, requireTool(name)]));
}

function installCommand(names: readonly Tool[]): string {
  return process.platform === 'darwin'
    ? `brew install ${names.map((name) => TOOLS[name].brew).join(' ')}`
    : `sudo apt-get install ${names.flatMap((name) => TOOLS[name].apt).join(' ')}`;
}
