/** `npm run doctor`: what is wrong with a Samvad, and what to do about it. Exits with 1 when something fails. */
import { Command } from 'commander';
import { type Config, readConfig } from '../config.js';
import { examine } from '../doctor/examine.js';
import { type Finding, fail } from '../doctor/finding.js';
import { report } from '../doctor/report.js';
import { type LocalCluster, readLocalCluster } from '../local-cluster.js';

const { data, json } = new Command('doctor')
  .description('Looks at everything a Samvad needs, by the environment that its nodes have, and says what to do')
  .option('--data <dir>', 'of the Samvad that npm start runs on this data folder')
  .option('--json', 'a list of { check, status, found, todo }')
  .parse()
  .opts<{ data?: string; json?: boolean }>();

const findings = await look();
console.log(json ? JSON.stringify(findings, null, 2) : report(findings));
process.exit(findings.some(({ status }) => status === 'fail') ? 1 : 0);

async function look(): Promise<Finding[]> {
  let cluster: LocalCluster | undefined;
  let config: Config;
  try {
    cluster = data === undefined ? undefined : readLocalCluster(data);
    config = readConfig(cluster?.settings);
  } catch (error) {
    const todo = 'Correct the environment of the nodes; README.md lists all settings';
    return [fail('configuration', (error as Error).message, todo)];
  }
  return examine({ config, cluster });
}
