// What no linter checks and AWS refuses late, or accepts and then fails: the structural rules of the synthesized template.
// Each rule takes the template and returns what a person must change; all problems are reported at once.

import { largestTemplateBytes } from '../resources/bucket-first.ts'
import type { Template } from '../template.ts'
import { actionRules } from './actions.ts'
import { arrangementRules } from './arrangement.ts'
import { artifactRules } from './artifacts.ts'
import { iamRules } from './iam.ts'
import { pipelinesOf } from './pipeline.ts'
import { resourceRules } from './resources.ts'
import { variableRules } from './variables.ts'

/** The template's problems, none when it will do. `body` is what is sent. */
export function checkStructure(template: Template, body = JSON.stringify(template)): string[] {
  const pipelines = pipelinesOf(template)
  return [
    ...tooLarge(body),
    ...[...resourceRules, ...iamRules].flatMap(rule => rule(template)),
    ...[...arrangementRules, ...actionRules, ...artifactRules, ...variableRules].flatMap(rule =>
      pipelines.flatMap(rule),
    ),
  ]
}

function tooLarge(body: string): string[] {
  const bytes = Buffer.byteLength(body)
  if (bytes <= largestTemplateBytes) return []
  return [
    `the template has ${bytes} bytes, CloudFormation takes ${largestTemplateBytes}; shorten the policies or start_tests`,
  ]
}
