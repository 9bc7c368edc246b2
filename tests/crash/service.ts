// The service that is released while the local cloud is killed: the small one of tests/support, whose build is cheap, in a pipeline of two stages
// with a gate and somebody who is told of it. Its commands, stacks, functions and policies are real.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PipelineTemplate, synthesize } from '../../local/cli/synth.ts'
import { samplePipeline } from '../support/command-line.ts'
import { type Repository, smallService } from '../support/repository.ts'

const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - cp app-sam.yaml app-sam.packaged.yaml
      - cp test-sam.yaml test-sam.packaged.yaml
artifacts:
  files: [app-sam.packaged.yaml, test-sam.packaged.yaml]
`

/** A repository whose functions stand in their templates, so that a build has nothing to package. */
export const crashService = (folder: string): Repository => {
  const repository = smallService(folder)
  repository.commit('Build without packages', {
    'buildspec.yml': BUILDSPEC,
    'app-sam.yaml': withCode(repository, 'app-sam.yaml', 'app/dist'),
    'test-sam.yaml': withCode(repository, 'test-sam.yaml', 'test-app/dist'),
  })
  return repository
}

const withCode = (repository: Repository, template: string, folder: string): string => {
  const code = repository
    .read(`${folder}/index.cjs`)
    .split('\n')
    .map(line => `        ${line}`)
  return replaced(
    repository.read(template),
    new RegExp(`      CodeUri: ${folder}/package.zip.*`),
    `      InlineCode: |\n${code.join('\n')}`,
  )
}

/** A version of the application that answers with its name. */
export const release = (repository: Repository, version: string): void => {
  const text = repository.read('app-sam.yaml')
  repository.commit(`Version ${version}`, {
    'app-sam.yaml': replaced(text, /const version = '[^']*'/, `const version = '${version}'`),
  })
}

/** A version whose stack changes its function and then fails, so that each stage that it comes to rolls back. */
export const releaseBroken = (repository: Repository): void => {
  const text = replaced(repository.read('app-sam.yaml'), /const version = '[^']*'/, `const version = 'broken'`)
  const broken = `  Broken:\n    Type: AWS::Logs::LogGroup\n    DependsOn: Function\n    Properties:\n      LogGroupName: !Ref FunctionLogGroup\n\n`
  repository.commit('Break the stack', { 'app-sam.yaml': replaced(text, /^Outputs:/m, `${broken}Outputs:`) })
}

/** Without what `releaseBroken` added. */
export const releaseMended = (repository: Repository, version: string): void => {
  const text = repository.read('app-sam.yaml').replace(/^ {2}Broken:\n(?: {4}.*\n)+\n/m, '')
  writeFileSync(join(repository.folder, 'app-sam.yaml'), text)
  release(repository, version)
}

/** The template of the pipeline: Beta, then Prod behind its gate. */
export const crashTemplate = async (folder: string): Promise<PipelineTemplate> => {
  const pipeline = join(folder, 'pipeline')
  mkdirSync(pipeline, { recursive: true })
  samplePipeline(pipeline)
  const config = join(pipeline, 'pipeline/config.ts')
  const text = replaced(readFileSync(config, 'utf8'), /^ {4}\{ name: 'Gamma' \},\n/m, '')
  writeFileSync(
    config,
    replaced(text, /^ {2}accessLogs: true,/m, "  accessLogs: true,\n  approvalEmail: 'ana@example.com',"),
  )
  return await synthesize(pipeline, join(folder, 'cdk.out'))
}

const replaced = (text: string, pattern: RegExp, by: string): string => {
  if (!pattern.test(text)) throw new Error(`nothing matches ${pattern}`)
  return text.replace(pattern, () => by)
}
