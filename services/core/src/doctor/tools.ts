import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Finding, fail, ok, type Patient, warn } from './finding.js';

/** What media workers have ffmpeg encode with. */
const encoders = ['libx264', 'aac', 'libwebp'];

/** Only media workers need them: where those run elsewhere, it is no fault that they are missing here. */
export async function examineTools({ cluster }: Patient): Promise<Finding[]> {
  const judge = cluster ? fail : warn;
  const todo = `Install ffmpeg where media workers run (apt-get install ffmpeg)${cluster ? '' : '; elsewhere nothing is missing'}`;
  const findings: Finding[] = [];
  for (const tool of ['ffmpeg', 'ffprobe']) {
    const said = await run(tool, ['-version']);
    const version = /version (\S+)/.exec(said ?? '')?.[1];
    findings.push(version ? ok(tool, version) : judge(tool, 'not found', todo));
  }
  const known = await run('ffmpeg', ['-hide_banner', '-encoders']);
  const missing = known === undefined ? [] : encoders.filter((name) => !known.includes(` ${name} `));
  if (missing.length > 0) findings.push(judge('ffmpeg encoders', `it lacks ${missing.join(', ')}`, todo));
  return findings;
}

const run = (command: string, args: string[]): Promise<string | undefined> =>
  promisify(execFile)(command, args, { timeout: 10_000, maxBuffer: 4_000_000 }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
