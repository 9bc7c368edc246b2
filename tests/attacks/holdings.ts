// What an attack must leave as it was, asked through AWS's own APIs: what each stage answers, the functions and who may call them, roles and
// policies, the pipeline, and every object of the bucket as it was last.

import { types } from 'node:util'
import type { IamState } from '../../local/services/iam/state.ts'
import type { Flow } from '../support/flow.ts'
import { stages } from '../support/stages.ts'

interface StackHolding {
  readonly StackName: string
  readonly Outputs?: unknown
  /** Physical ids by logical ids. */
  readonly resources: ReadonlyMap<string, string>
}

export interface Holdings {
  readonly answers: Readonly<Record<string, string>>
  readonly stacks: readonly StackHolding[]
  readonly functions: readonly unknown[]
  readonly access: Readonly<Record<'roles' | 'policies' | 'users', readonly unknown[]>>
  readonly roleArns: readonly string[]
  readonly pipeline: unknown
  /** The latest version of each object. */
  readonly objects: ReadonlyMap<string, string>
}

/** With `known`, only of the objects that are in it: a commit always brings some of its own. */
export const holdings = async (
  flow: Flow,
  pipelineName: string,
  known?: ReadonlyMap<string, string>,
): Promise<Holdings> => ({
  answers: await answersOf(flow),
  stacks: await stacksOf(flow),
  functions: await functionsOf(flow),
  access: accessOf(flow),
  roleArns: [...iamOf(flow).roles.values()].map(({ Arn }) => Arn),
  pipeline: await flow.call('codepipeline', 'GetPipeline', { name: pipelineName }),
  objects: await objectsOf(flow, known),
})

const answersOf = async (flow: Flow): Promise<Holdings['answers']> => {
  const answers: Record<string, string> = {}
  for (const stage of stages) {
    const answer = await fetch(`${await flow.url(stage)}/version`)
    answers[stage] = `${answer.status} ${await answer.text()}`
  }
  return answers
}

interface Resource {
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
}

/** Resources and templates; not the status, which tells of the attempt that was taken back. */
const stacksOf = async (flow: Flow): Promise<readonly StackHolding[]> => {
  const { Stacks } = await flow.call<{ Stacks: readonly { StackName: string; Outputs?: unknown }[] }>(
    'cloudformation',
    'DescribeStacks',
    {},
  )
  return Promise.all(
    Stacks.map(async ({ StackName, Outputs }) => {
      const { StackResources } = await flow.call<{ StackResources: readonly Resource[] }>(
        'cloudformation',
        'DescribeStackResources',
        { StackName },
      )
      return {
        StackName,
        Outputs,
        resources: new Map(StackResources.map(found => [found.LogicalResourceId, found.PhysicalResourceId ?? ''])),
      }
    }),
  )
}

interface Configuration {
  readonly FunctionName: string
  readonly CodeSha256: string
  readonly Role: string
}

const functionsOf = async (flow: Flow): Promise<readonly unknown[]> => {
  const { Functions } = await flow.call<{ Functions: readonly Configuration[] }>('lambda', 'ListFunctions', {})
  return Promise.all(
    Functions.map(async ({ FunctionName, CodeSha256, Role }) => {
      const { Versions } = await flow.call<{ Versions: readonly { Version: string; CodeSha256: string }[] }>(
        'lambda',
        'ListVersionsByFunction',
        { FunctionName },
      )
      return {
        FunctionName,
        CodeSha256,
        Role,
        versions: Versions.map(found => `${found.Version} ${found.CodeSha256}`),
        policy: await flow
          .call<{ Policy: string }>('lambda', 'GetPolicy', { FunctionName })
          .then(({ Policy }) => Policy)
          .catch(() => 'none'),
      }
    }),
  )
}

const iamOf = (flow: Flow) => flow.cloud.runtime.state('iam') as IamState

const accessOf = (flow: Flow): Holdings['access'] => {
  const { roles, policies, users } = iamOf(flow)
  return JSON.parse(JSON.stringify({ roles, policies, users }, (_, value) => plain(value)))
}

/** JSON knows neither. What a snapshot gave back is of no class that a test of jest's knows, so it is not asked with `instanceof`. */
const plain = (value: unknown): unknown => (types.isMap(value) || types.isSet(value) ? [...value] : value)

interface Version {
  readonly Key: string
  readonly VersionId: string
  readonly IsLatest: boolean
}

const objectsOf = async (flow: Flow, known?: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> => {
  const { Versions } = await flow.call<{ Versions: readonly Version[] }>('s3', 'ListObjectVersions', {
    Bucket: flow.outputs.get('ArtifactBucketName'),
  })
  return new Map(
    Versions.filter(({ Key, IsLatest }) => IsLatest && (known?.has(Key) ?? true)).map(({ Key, VersionId }) => [
      Key,
      VersionId,
    ]),
  )
}
