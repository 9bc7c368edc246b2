// Turns a configuration into the template of its pipeline, checked and written to a folder.
import { readFileSync, writeFileSync } from 'node:fs'
import { App } from './cdk.ts'
import type { PipelineConfig } from './config.ts'
import { PipelineStack } from './pipeline-stack.ts'
import { checkStructure } from './rules/structure-rules.ts'
import type { Template } from './template.ts'

export interface Synthesized {
  readonly stackName: string
  /** Where the template was written, as compact JSON, which is what is sent: up to 51,200 bytes need no bucket. */
  readonly templatePath: string
  readonly templateBody: string
  readonly template: Template
}

/** The template broke rules that CloudFormation or CodePipeline would refuse, or that would only show after minutes of deploying. */
export class StructureError extends Error {
  constructor(problems: readonly string[]) {
    super(`The pipeline's template would not work:\n${problems.map(problem => `  - ${problem}`).join('\n')}`)
  }
}

/** Synthesizes into `outdir`; throws a StructureError that names every broken rule. */
export function synthesize(config: PipelineConfig, outdir: string): Synthesized {
  const app = new App({
    outdir,
    autoSynth: false,
    analyticsReporting: false,
    treeMetadata: false,
    // The validator that comes with the CDK takes ten times as long as the synth, so it runs when it is asked for;
    // then its findings are errors: left alone, the CDK only warns of them and exits with 0.
    builtinCloudFormationValidation: process.env.CDK_VALIDATION === 'true',
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  })
  const stack = new PipelineStack(app, config)
  const file = app.synth().getStackByName(stack.stackName).templateFullPath
  const template: Template = JSON.parse(readFileSync(file, 'utf8'))
  const templateBody = JSON.stringify(template)
  writeFileSync(file, `${templateBody}\n`)
  const problems = checkStructure(template, templateBody)
  if (problems.length > 0) throw new StructureError(problems)
  return { stackName: stack.stackName, templatePath: file, templateBody, template }
}
