// Deploys the synthesized template to the local CloudFormation, with the calls that any client would make.

import { messageOf, ServiceError } from '../core/errors.ts'
import type { ServiceEvent } from '../core/event.ts'
import type { LocalCloud } from '../local-cloud.ts'
import { CliError } from './cli-error.ts'
import { bucketFirst, isTooLarge, uploadTemplate } from './large-template.ts'
import type { PipelineTemplate } from './synth.ts'

export interface Stack {
  readonly StackName: string
  readonly StackStatus: string
  readonly StackStatusReason?: string
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[]
}

export type Outputs = ReadonlyMap<string, string>

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM']

/** Its creation came to nothing, so nothing is lost when it is deleted and created again. */
const UNBORN = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'REVIEW_IN_PROGRESS'])

/** The stack's outputs, and whether anything was changed. @throws CliError with the reason of the first failed resource */
export const deployPipeline = async (
  cloud: LocalCloud,
  template: PipelineTemplate,
): Promise<{ readonly outputs: Outputs; readonly changed: boolean }> => {
  const { stackName } = template
  const existing = await stackAtRest(cloud, stackName)
  const isUnborn = UNBORN.has(existing?.StackStatus ?? '')
  if (isUnborn) await settle(cloud, stackName, 'DeleteStack', {})
  const isThere = existing !== undefined && !isUnborn
  const changed = isTooLarge(template)
    ? await throughBucket(cloud, template, isThere)
    : await deploy(cloud, stackName, isThere, { TemplateBody: template.templateBody })
  return { outputs: outputsOf(await complete(cloud, stackName)), changed }
}

/** Wherever it was interrupted, it goes on: the stack is not there yet, or has its bucket. */
const throughBucket = async (cloud: LocalCloud, template: PipelineTemplate, isThere: boolean): Promise<boolean> => {
  const { stackName } = template
  if (!isThere) {
    await deploy(cloud, stackName, false, { TemplateBody: bucketFirst(template) })
    await complete(cloud, stackName)
  }
  return await deploy(cloud, stackName, true, { TemplateURL: await uploadTemplate(cloud, template) })
}

/** Whether anything was changed. */
const deploy = async (
  cloud: LocalCloud,
  stackName: string,
  isThere: boolean,
  template: Readonly<Record<string, string>>,
): Promise<boolean> => {
  const input = { ...template, Capabilities: CAPABILITIES }
  return await settle(cloud, stackName, isThere ? 'UpdateStack' : 'CreateStack', input).catch(error => {
    if (/No updates are to be performed/.test(messageOf(error))) return false
    throw error
  })
}

/** @throws CliError when the stack is not as its template says */
const complete = async (cloud: LocalCloud, stackName: string): Promise<Stack> => {
  const stack = await describe(cloud, stackName)
  if (!stack || !/^(CREATE|UPDATE)_COMPLETE/.test(stack.StackStatus))
    throw new CliError(
      `the pipeline's stack ${stackName} was not deployed, it is ${stack?.StackStatus ?? 'gone'}:\n${await reasons(cloud, stackName)}\nMend what pipeline/ makes of it, or begin with an empty state folder: npm start -- --fresh`,
    )
  return stack
}

export const describe = async (cloud: LocalCloud, StackName: string): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await call<{ Stacks: readonly Stack[] }>(cloud, 'DescribeStacks', { StackName })
    return Stacks[0]
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ValidationError') return undefined
    throw error
  }
}

export const outputsOf = (stack: Stack): Outputs =>
  new Map((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))

const call = async <Output>(
  cloud: LocalCloud,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Output> => (await cloud.runtime.call(cloud.administrator, 'cloudformation', operation, input)) as Output

/** Makes the call and waits until the stack has come to rest. */
const settle = async (cloud: LocalCloud, StackName: string, operation: string, input: object): Promise<true> => {
  const rest = nextRest(cloud, StackName)
  try {
    await call(cloud, operation, { StackName, ...input })
    await rest.comes
    return true
  } finally {
    rest.end()
  }
}

/** The stack, once an operation that was under way when the local cloud last stopped has come to its end. */
const stackAtRest = async (cloud: LocalCloud, stackName: string): Promise<Stack | undefined> => {
  const rest = nextRest(cloud, stackName)
  try {
    const stack = await describe(cloud, stackName)
    if (!stack || stack.StackStatus === 'REVIEW_IN_PROGRESS' || !/_IN_PROGRESS$/.test(stack.StackStatus)) return stack
    await rest.comes
    return await describe(cloud, stackName)
  } finally {
    rest.end()
  }
}

const nextRest = (cloud: LocalCloud, stackName: string) => {
  const { promise: comes, resolve } = Promise.withResolvers<void>()
  const end = cloud.runtime.subscribe(event => {
    const status = stackStatusOf(event, stackName)
    if (status && !/_IN_PROGRESS$/.test(status)) resolve()
  })
  return { comes, end }
}

const stackStatusOf = (event: ServiceEvent, stackName: string): string | undefined => {
  if (event['detail-type'] !== 'CloudFormation Stack Status Change') return undefined
  const detail = event.detail as { 'stack-id': string; 'status-details': { status: string } }
  return detail['stack-id'].includes(`:stack/${stackName}/`) ? detail['status-details'].status : undefined
}

interface StackEvent {
  readonly LogicalResourceId: string
  readonly ResourceType: string
  readonly ResourceStatus: string
  readonly ResourceStatusReason?: string
}

const reasons = async (cloud: LocalCloud, StackName: string): Promise<string> => {
  const { StackEvents } = await call<{ StackEvents: readonly StackEvent[] }>(cloud, 'DescribeStackEvents', {
    StackName,
  })
  return [...StackEvents]
    .reverse()
    .filter(({ ResourceStatus }) => /_FAILED$/.test(ResourceStatus))
    .map(
      event =>
        `  ${event.LogicalResourceId} (${event.ResourceType}) ${event.ResourceStatus}: ${event.ResourceStatusReason ?? ''}`,
    )
    .join('\n')
}
