/** Part of `npm run docs`: writes what images, Grafana and Prometheus' operator take from here. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cluster/entries.js';
import { dashboardJson } from '../grafana/dashboard-json.js';
import { dashboards } from '../grafana/panels.js';
import { imageNginxConfig } from '../nginx/image-config.js';
import { prometheusRule } from '../prometheus/prometheus-rule.js';

writeFileSync(join(REPOSITORY, 'infra/docker/web/nginx.conf.template'), imageNginxConfig());
for (const dashboard of dashboards) {
  writeFileSync(join(REPOSITORY, `infra/grafana/dashboards/${dashboard.uid}.json`), dashboardJson(dashboard));
}
writeFileSync(
  join(REPOSITORY, 'k8s/components/prometheus-operator/rules.yaml'),
  prometheusRule(readFileSync(join(REPOSITORY, 'infra/prometheus/rules.yml'), 'utf8')),
);
