import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { make } from './processing-fixture.js';

/** Running processes whose command holds the text, this one's own aside. */
export async function commandsWith(text: string): Promise<{ pid: number; command: string }[]> {
  const { stdout } = await execa('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .map((match) => ({ pid: Number(match?.[1]), command: match?.[2] ?? '' }))
    .filter(({ pid, command }) => command.includes(text) && pid !== process.pid);
}

/** Waits until as many programs (at least one, or exactly none) with both texts run; rejects after 20 s. */
export async function seen(text: string, also: string, count = 1) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = (await commandsWith(text)).filter(({ command }) => command.includes(also));
    const programs = found.filter(({ command }) => !command.startsWith('sh '));
    if (count > 0 ? programs.length >= count : found.length === 0) return programs;
    if (Date.now() > deadline) throw new Error(`waited for ${count} × ${also}: ${JSON.stringify(found)}`);
    await pause(20);
  }
}

/** A small file that takes many seconds of work: a few pictures, the last of which comes nine minutes later. */
export async function longWork(dir: string): Promise<string> {
  const late = "setpts='if(lt(N,15),N/30,540)/TB'";
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=0.6', '-vf', late, '-vsync', 'vfr'];
  return make(dir, ...source, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '1', 'long.mp4');
}
