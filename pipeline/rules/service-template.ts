// What app-sam.yaml says of the stages must fit the list in config.ts, and what it changes must be served. A template can do neither, so it is checked
// before anything is deployed.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ReleaseStage } from '../config.ts'
import { shortName } from '../names.ts'
import { isJson, json, list } from '../template.ts'
import { servedProblems, settledParameters } from './served.ts'

const file = 'app-sam.yaml'

/** app-sam.yaml does not know a stage of the pipeline, or would not serve what it deploys: that would show minutes later, or never. */
export class ServiceTemplateError extends Error {
  constructor(problems: readonly string[]) {
    super(`${file} needs a change:\n${problems.map(problem => `  - ${problem}`).join('\n')}`)
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
  if (hasNothingToCheck(text)) return []
  const template = json(parseYaml(text))
  const wanted = stages.map(shortName)
  return [
    ...parameterProblems(template.Parameters, wanted),
    ...mappingProblems(template.Mappings, wanted),
    ...servedProblems(template),
  ]
}

// Reading YAML takes a fifth of a synth's time, and a template like the sample's has nothing to be checked. What cannot be told is read.
const hasNothingToCheck = (text: string): boolean => {
  const listsStages = /^["']?Mappings\b/m.test(text) || /\bAllowedValues\b/.test(stageParameter.exec(text)?.[0] ?? '')
  if (listsStages) return false
  if (!/\bAutoPublishAlias\b/.test(text)) return true
  const aliases = text.match(/\bAutoPublishAlias:/g)?.length
  return (
    aliases === text.match(/\bAutoPublishAliasAllProperties: true$/gm)?.length &&
    namesOf(text, 'Parameters').every(name => settledParameters.has(name)) &&
    namesOf(text, 'Conditions').every(name => name === 'HasPermissionsBoundary' || name === 'HasAccessLogs')
  )
}

/** The names in a section, as the sample's author indents them; where another writes otherwise, something that is no name. */
const namesOf = (text: string, section: string): readonly string[] => {
  const [, inline = '', lines = ''] =
    new RegExp(`^["']?${section}\\b["']?[ \\t]*:(.*)\\n((?:[ \\t#].*\\n|\\n)*)`, 'm').exec(text) ?? []
  const names = lines
    .split('\n')
    .flatMap(line => (/^ {0,3}[^ #]/.test(line) ? (/^ {2}(\w+):/.exec(line)?.[1] ?? line) : []))
  return inline.trim() === '' ? names : [inline, ...names]
}

/** The line `Stage:` and all lines that belong to it. */
const stageParameter = /^([ \t]*)["']?Stage["']?[ \t]*:.*\n?(?:(?:\1[ \t]+.*|[ \t]*)\n?)*/m

function parseYaml(text: string): unknown {
  const yaml: typeof import('yaml') = createRequire(import.meta.url)('yaml')
  const document = yaml.parseDocument(text, { logLevel: 'silent' })
  const [error] = document.errors
  if (error) throw new ServiceTemplateError([error.message.trimEnd()])
  // The short form of an intrinsic is a tag, which the library leaves on the node that it does not know: `!If [...]` becomes { Fn::If: [...] }.
  yaml.visit(document, {
    Node: (_, node) => {
      if (yaml.isAlias(node) || !node.tag?.startsWith('!')) return undefined
      const name = node.tag.slice(1)
      node.tag = undefined
      const pair = document.createPair(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, node)
      const map = new yaml.YAMLMap()
      map.items.push(pair)
      return map
    },
  })
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
