import type { Dashboard } from './panels.js';

const datasource = { type: 'prometheus', uid: 'prometheus' };
const [width, height] = [12, 8];

/** A dashboard in the form that Grafana imports: two graphs side by side, of the last hour. */
export function dashboardJson({ uid, title, panels }: Dashboard): string {
  const model = {
    uid,
    title,
    tags: ['samvad'],
    schemaVersion: 39,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    panels: panels.map(({ title, description, unit, lines }, i) => ({
      id: i + 1,
      type: 'timeseries',
      title,
      description,
      datasource,
      gridPos: { x: (i % 2) * width, y: Math.floor(i / 2) * height, w: width, h: height },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
      targets: lines.map(({ expr, legend }, n) => ({
        refId: String.fromCharCode(65 + n),
        datasource,
        expr,
        legendFormat: legend,
      })),
    })),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}
