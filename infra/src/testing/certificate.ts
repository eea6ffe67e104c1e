import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { temporaryDir } from './temporary-dir.js';

/** A key, and a certificate of those host names and addresses that vouches for itself (PEM). */
export function certificateFor(names: string[]): { key: string; ca: string } {
  const dir = temporaryDir('certificate');
  const [key, file] = [join(dir.path, 'key.pem'), join(dir.path, 'certificate.pem')];
  const alternatives = names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`];
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  try {
    execFileSync('openssl', [...make, '-keyout', key, '-out', file, ...subject], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), ca: readFileSync(file, 'utf8') };
  } finally {
    dir.remove();
  }
}
