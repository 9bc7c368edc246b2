// What app-sam.yaml says of the stages must fit the list in config.ts. A template cannot read that list, so it is checked before anything is deployed.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ReleaseStage } from '../config.ts'
import { shortName } from '../names.ts'
import { isJson, json, list } from '../template.ts'

const file = 'app-sam.yaml'

/** app-sam.yaml does not know a stage of the pipeline: its deployment there would fail, minutes later. */
export class ServiceTemplateError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `${file} does not fit the stages of pipeline/config.ts:\n${problems.map(problem => `  - ${problem}`).join('\n')}`,
    )
  }
}

/** Throws a ServiceTemplateError that names every problem. Where the file is not there, the pipeline is kept apart from its service. */
export function checkServiceTemplate(
  stages: readonly ReleaseStage[],
  folder = join(import.meta.dirname, '../..'),
): void {
  const path = join(folder, file)
  const problems = existsSync(path) ? serviceTemplateProblems(readFileSync(path, 'utf8'), stages) : []
  if (problems.length > 0) throw new ServiceTemplateError(problems)
}

/** The problems of the template's text: what was given, what is expected, what to change. */
export function serviceTemplateProblems(text: string, stages: readonly ReleaseStage[]): readonly string[] {
  // Reading YAML takes a fifth of a synth's time, and a template that lists no stages has nothing to be checked.
  if (!/^["']?Mappings\b/m.test(text) && !/\bAllowedValues\b/.test(stageParameter.exec(text)?.[0] ?? '')) return []
  const template = json(parseYaml(text))
  const wanted = stages.map(shortName)
  return [...parameterProblems(template.Parameters, wanted), ...mappingProblems(template.Mappings, wanted)]
}

/** The line `Stage:` and all lines that belong to it. */
const stageParameter = /^([ \t]*)["']?Stage["']?[ \t]*:.*\n?(?:(?:\1[ \t]+.*|[ \t]*)\n?)*/m

const parseYaml = (text: string): unknown => {
  const yaml: typeof import('yaml') = createRequire(import.meta.url)('yaml')
  const document = yaml.parseDocument(text, { logLevel: 'silent' }) // !Ref and the like are of no interest here
  const [error] = document.errors
  if (error) throw new ServiceTemplateError([error.message.trimEnd()])
  return document.toJS()
}

function parameterProblems(parameters: unknown, wanted: readonly string[]): readonly string[] {
  const { AllowedValues } = json(json(parameters).Stage)
  if (AllowedValues === undefined) return []
  const given = list(AllowedValues).map(String)
  const missing = wanted.filter(stage => !given.includes(stage))
  return missing.length === 0
    ? []
    : [
        `Parameters.Stage.AllowedValues is [${given.join(', ')}], expected every stage: [${wanted.join(', ')}]; add ${missing.join(', ')}, or take AllowedValues away`,
      ]
}

/** A mapping with a stage among its keys is looked up by the stage, and a key that is not there fails the deployment. */
function mappingProblems(mappings: unknown, wanted: readonly string[]): readonly string[] {
  return Object.entries(json(mappings)).flatMap(([name, mapping]) => {
    const given = isJson(mapping) ? Object.keys(mapping) : []
    const missing = wanted.filter(stage => !given.includes(stage))
    return missing.length === 0 || missing.length === wanted.length
      ? []
      : [
          `Mappings.${name} has the keys [${given.join(', ')}], expected every stage: [${wanted.join(', ')}]; add ${missing.join(', ')}`,
        ]
  })
}
