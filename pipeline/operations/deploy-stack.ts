// Deploys a template as a stack. No bootstrap, no CDK command line.
import { createHash } from 'node:crypto'
import { type Change, DeleteStackCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { bucketFirst, firstBucket, inlineTemplateBytes, templatesPrefix } from '../resources/bucket-first.ts'
import type { Template } from '../template.ts'
import { changeStack } from './change-set.ts'
import { OperationError, type Session } from './session.ts'
import { findStack, followStack, outputLines, physicalId, resourcesOf } from './stack.ts'

export interface Deployment {
  readonly stackName: string
  readonly template: Template
  /** The template as it is sent. */
  readonly templateBody: string
  /** A name for the change set that no earlier one has. */
  readonly changeSetName: string
  /** Goes ahead without asking when stateful resources would be removed or replaced. */
  readonly yes: boolean
}

/** The stack as it is now, and whether its pipeline is new. Throws an OperationError when it is not as the template says. */
export async function deployStack(
  session: Session,
  deployment: Deployment,
): Promise<{ stack: Stack; created: boolean }> {
  const type = await changeSetType(session, deployment.stackName)
  const { stack, changes } =
    Buffer.byteLength(deployment.templateBody) <= inlineTemplateBytes
      ? await changeStack(session, { ...deployment, type, template: { TemplateBody: deployment.templateBody } })
      : await deployThroughBucket(session, deployment, type)
  for (const line of outputLines(stack)) session.print(line)
  return { stack, created: changes.some(isNewPipeline) }
}

const isNewPipeline = ({ ResourceChange: change }: Change) =>
  change?.Action === 'Add' && change.ResourceType === 'AWS::CodePipeline::Pipeline'

/**
 * A request takes a template of up to 51,200 bytes, a bucket one of up to 1 MB. So the stack begins as its own artifact bucket, and is then
 * updated to the whole from there. Wherever this is interrupted, the same command goes on: the stack is not there yet, or has its bucket.
 */
async function deployThroughBucket(session: Session, deployment: Deployment, type: 'CREATE' | 'UPDATE') {
  const { stackName, template, templateBody, changeSetName } = deployment
  if (type === 'CREATE') {
    session.print(
      `The template is too large for a request, so ${stackName} begins with its bucket, and the rest follows through it.`,
    )
    const TemplateBody = JSON.stringify(bucketFirst(template))
    await changeStack(session, {
      ...deployment,
      type,
      changeSetName: `${changeSetName}-bucket`,
      template: { TemplateBody },
    })
  }
  const TemplateURL = await upload(session, stackName, templateBody)
  return await changeStack(session, { ...deployment, type: 'UPDATE', template: { TemplateURL } })
}

/** Where the template lies now. Its key is a hash of it: two deployments at once do not get each other's. */
async function upload(session: Session, stackName: string, body: string): Promise<string> {
  const bucket = physicalId(await resourcesOf(session, stackName), firstBucket)
  const stack = await findStack(session, stackName)
  if (bucket === undefined || stack === undefined)
    throw new OperationError(
      `${stackName} has no ${firstBucket}, through which a template of ${Buffer.byteLength(body)} bytes could go; was it made by another template? Take it away with \`npm run destroy\` and run the same command again.`,
    )
  const key = `${templatesPrefix}/${createHash('sha256').update(body).digest('hex')}.json`
  await session.upload(bucket, key, body)
  return `https://${bucket}.${s3HostOf(stack)}/${key}`
}

// https://docs.aws.amazon.com/general/latest/gr/s3.html
function s3HostOf({ StackId = '' }: Stack): string {
  const [, partition, , region] = StackId.split(':')
  return `s3.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
}

/** What kind of change set the stack's state allows; throws with what to do when none is. */
export async function changeSetType(session: Session, stackName: string): Promise<'CREATE' | 'UPDATE'> {
  const stack = await findStack(session, stackName)
  const status = stack?.StackStatus ?? 'none'
  const verdict = verdictOn(status)
  if (verdict === 'CREATE' || verdict === 'UPDATE') return verdict
  if (verdict !== 'REPLACE') throw new OperationError(`${stackName} is ${status}: ${verdict}`)
  session.print(`${stackName} is ${status}: its first deployment failed and left nothing. Deleting it to start again.`)
  await followStack(session, stack?.StackId ?? stackName, () =>
    session.cloudFormation.send(new DeleteStackCommand({ StackName: stackName })),
  )
  return 'CREATE'
}

/** What may be done with a stack in this state: a change set of some kind, a fresh start, or (any other text) what a person must do first. */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
export function verdictOn(status: string): string {
  // REVIEW_IN_PROGRESS: an earlier change set was never executed; there is nothing yet, and another may be made.
  if (['none', 'DELETE_COMPLETE', 'REVIEW_IN_PROGRESS'].includes(status)) return 'CREATE'
  if (status === 'ROLLBACK_COMPLETE') return 'REPLACE'
  if (status.endsWith('_IN_PROGRESS'))
    return 'another operation is under way. Wait for its end and run the same command again.'
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return 'its last rollback failed. Remove the cause, run `aws cloudformation continue-update-rollback` and then the same command again.'
  if (/^(CREATE|ROLLBACK|DELETE)_FAILED$/.test(status))
    return 'resources are left over. Read why in its events, delete the stack with `npm run destroy` and run the same command again.'
  return 'UPDATE'
}
