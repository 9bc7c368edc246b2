// A template that is too large for a request goes through a bucket of its own stack: the stack begins as that bucket, as `npm run deploy` does it.

import { createHash } from 'node:crypto'
import type { LocalCloud } from '../local-cloud.ts'
import { INLINE_LIMIT } from '../services/cloudformation/template-text.ts'
import { dependencies } from '../template/graph.ts'
import { parseTemplate } from '../template/parse.ts'
import { CliError } from './cli-error.ts'
import type { PipelineTemplate } from './synth.ts'

export const isTooLarge = ({ templateBody }: PipelineTemplate): boolean =>
  Buffer.byteLength(templateBody) > INLINE_LIMIT

/** The template with nothing but its first bucket, the policies on it, and what these refer to. @throws CliError when it has no bucket */
export const bucketFirst = ({ stackName, templateBody }: PipelineTemplate): string => {
  const { Resources } = parseTemplate(templateBody)
  const needs = (id: string) => dependencies(Resources[id] ?? { Type: '' }).filter(other => other in Resources)
  const ofType = (type: string) => Object.keys(Resources).filter(id => Resources[id]?.Type === type)
  const [bucket] = ofType(BUCKET)
  if (bucket === undefined)
    throw new CliError(
      `the template of ${stackName} has ${Buffer.byteLength(templateBody)} bytes; above ${INLINE_LIMIT} it goes to CloudFormation through a bucket of its own stack, and it has no ${BUCKET}: make it smaller, or give it one`,
    )
  const policies = ofType('AWS::S3::BucketPolicy').filter(id => needs(id).includes(bucket))
  const ids = withNeeds([bucket, ...policies], needs)
  const { Outputs: _, Resources: all, ...rest } = JSON.parse(templateBody) as { Outputs: object; Resources: object }
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id))) })
}

const BUCKET = 'AWS::S3::Bucket'

const withNeeds = (ids: readonly string[], needs: (id: string) => readonly string[]): ReadonlySet<string> => {
  const all = new Set(ids)
  for (const id of all) for (const other of needs(id)) all.add(other) // a set is walked with what is added meanwhile
  return all
}

/** Puts the template into the bucket of its stack; its URL. @throws CliError when the stack has no bucket */
export const uploadTemplate = async (
  cloud: LocalCloud,
  { stackName, templateBody }: PipelineTemplate,
): Promise<string> => {
  const { StackResources } = (await cloud.runtime.call(
    cloud.administrator,
    'cloudformation',
    'DescribeStackResources',
    {
      StackName: stackName,
    },
  )) as { StackResources: readonly { readonly ResourceType: string; readonly PhysicalResourceId?: string }[] }
  const bucket = StackResources.find(({ ResourceType }) => ResourceType === BUCKET)?.PhysicalResourceId
  if (bucket === undefined)
    throw new CliError(
      `the stack ${stackName} has no ${BUCKET}, through which a template of ${Buffer.byteLength(templateBody)} bytes could go; begin with an empty state folder: npm start -- --fresh`,
    )
  const key = `pipeline-template/${createHash('sha256').update(templateBody).digest('hex')}.json`
  await cloud.runtime.call(cloud.administrator, 's3', 'PutObject', { Bucket: bucket, Key: key, Body: templateBody })
  return `${cloud.endpoint}/${bucket}/${key}`
}
