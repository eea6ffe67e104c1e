import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@samvad/infra';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';

export const dockerfilePath = join(REPOSITORY, 'infra/docker/Dockerfile');

export interface Copy {
  /** The stage it is taken from; undefined for the repository. */
  from: string | undefined;
  sources: string[];
  target: string;
}

/** One stage of a Dockerfile, without what it has from its base. */
export interface Stage {
  name: string;
  /** A stage, or an image with its `${NAME}` filled in. */
  base: string;
  /** COPY and RUN, in order. */
  steps: (Copy | { run: string })[];
  env: Record<string, string>;
  user: string | undefined;
  cmd: string[] | undefined;
  entrypoint: string[] | undefined;
  healthCheck: string | undefined;
  exposes: number[];
  labels: string[];
}

/** The stages of infra/docker/Dockerfile by name, in order. */
export function readStages(text = readFileSync(dockerfilePath, 'utf8')): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  const args: Record<string, string> = {};
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const words = instruction.getArguments().map((argument) => argument.getValue());
    if (keyword === 'ARG') {
      const [name = '', value = ''] = (words[0] ?? '').split('=');
      args[name] = value;
    } else if (keyword === 'FROM') {
      const [base = '', , name = ''] = words;
      stage = emptyStage(
        name,
        base.replace(/\$\{(\w+)\}/g, (_, arg: string) => args[arg] ?? ''),
      );
      stages.set(name, stage);
    } else if (stage) note(stage, keyword, words, instruction);
  }
  return stages;
}

/** What a stage copies. */
export function copiesOf(stage: Stage): Copy[] {
  return stage.steps.filter((step) => 'sources' in step);
}

/** What a stage has, its bases' share included. */
export function inherited<K extends 'user' | 'cmd' | 'entrypoint' | 'healthCheck'>(
  stages: Map<string, Stage>,
  name: string,
  what: K,
): Stage[K] | undefined {
  const stage = stages.get(name);
  return stage ? (stage[what] ?? inherited(stages, stage.base, what)) : undefined;
}

function emptyStage(name: string, base: string): Stage {
  const nothing = { user: undefined, cmd: undefined, entrypoint: undefined, healthCheck: undefined };
  return { name, base, steps: [], env: {}, exposes: [], labels: [], ...nothing };
}

function note(stage: Stage, keyword: string, words: string[], instruction: Instruction): void {
  const line = instruction.getArgumentsContent() ?? '';
  switch (keyword) {
    case 'COPY': {
      const from = /--from=(\S+)/.exec(instruction.toString())?.[1];
      stage.steps.push({ from, sources: words.slice(0, -1), target: words.at(-1) ?? '' });
      break;
    }
    case 'RUN':
      stage.steps.push({ run: line });
      break;
    case 'ENV':
      for (const [, name = '', quoted, plain] of line.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)) {
        stage.env[name] = quoted ?? plain ?? '';
      }
      break;
    case 'USER':
      stage.user = words[0];
      break;
    case 'CMD':
      stage.cmd = JSON.parse(line) as string[];
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(line) as string[];
      break;
    case 'HEALTHCHECK':
      stage.healthCheck = line;
      break;
    case 'EXPOSE':
      stage.exposes.push(...words.map(Number));
      break;
    case 'LABEL':
      stage.labels.push(...[...line.matchAll(/([\w.]+)=/g)].map(([, name = '']) => name));
      break;
  }
}
