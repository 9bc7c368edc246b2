// How each kind of target is called. Those with a role are called with it; the others by EventBridge itself, which their own policies allow.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html

import { resourceIn } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk } from '../../core/service.ts'
import type { EventsState, Target } from './state.ts'

export interface Delivery {
  readonly desk: Desk<EventsState>
  readonly principal: Principal
  readonly target: Target
  readonly ruleName: string
  /** What the target gets. */
  readonly input: string
  readonly eventId: string
  /** The same when a delivery is made again, so that what can be told apart is started once. */
  readonly token: string
  /** How many deliveries led to this one. */
  readonly length: number
}

interface TargetKind {
  readonly needsRole: boolean
  deliver(delivery: Delivery): Promise<unknown>
}

/** The target's name in its own service. @throws ServiceError ResourceNotFoundException for an ARN of elsewhere */
const resourceOf = ({ desk, target: { Arn } }: Delivery, service: string, prefix = ''): string => {
  const resource = resourceIn(desk, service, Arn)
  if (resource?.startsWith(prefix)) return resource.slice(prefix.length)
  throw new ServiceError(
    'ResourceNotFoundException',
    `${Arn} does not exist in ${desk.region} of account ${desk.account}`,
  )
}

/** A pipeline gets the overrides that its target's input makes; a whole event is none. */
const overridesOf = ({ target, input }: Delivery): Readonly<Record<string, unknown>> => {
  if (target.Input === undefined && !target.InputTransformer) return {}
  const value: unknown = JSON.parse(input)
  if (!isRecord(value)) return {}
  const { sourceRevisions, variables } = value
  return {
    // The documentation prints an object where StartPipelineExecution has a list.
    ...(sourceRevisions !== undefined && { sourceRevisions: [sourceRevisions].flat() }),
    ...(variables !== undefined && { variables }),
  }
}

const call = (
  { desk, principal, length }: Delivery,
  signingName: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> => desk.call(principal, signingName, operation, input, { chainLength: length })

const startPipeline = (delivery: Delivery): Promise<unknown> =>
  call(delivery, 'codepipeline', 'StartPipelineExecution', {
    name: resourceOf(delivery, 'codepipeline'),
    ...overridesOf(delivery),
    clientRequestToken: delivery.token,
  })

/** The input may hold members of StartBuild, as on AWS. */
const startBuild = (delivery: Delivery): Promise<unknown> => {
  const { target, input, token } = delivery
  const given: unknown = target.Input === undefined && !target.InputTransformer ? {} : JSON.parse(input)
  const projectName = resourceOf(delivery, 'codebuild', 'project/')
  const members = isRecord(given) ? given : {}
  return call(delivery, 'codebuild', 'StartBuild', { idempotencyToken: token, ...members, projectName })
}

const invoke = (delivery: Delivery): Promise<unknown> =>
  call(delivery, 'lambda', 'Invoke', {
    FunctionName: delivery.target.Arn,
    InvocationType: 'Event',
    Payload: Buffer.from(delivery.input),
  })

const publish = (delivery: Delivery): Promise<unknown> =>
  call(delivery, 'sns', 'Publish', { TopicArn: delivery.target.Arn, Message: delivery.input })

const writeLog = async (delivery: Delivery): Promise<unknown> => {
  const { desk, ruleName, input, eventId } = delivery
  const logGroupName = resourceOf(delivery, 'logs', 'log-group:').replace(/:\*$/, '')
  const logStreamName = `${eventId}_${ruleName}`
  await call(delivery, 'logs', 'CreateLogStream', { logGroupName, logStreamName })
  const logEvents = [{ timestamp: desk.now().getTime(), message: input }]
  return call(delivery, 'logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents })
}

export const TARGET_KINDS: Readonly<Record<string, TargetKind>> = {
  codepipeline: { needsRole: true, deliver: startPipeline },
  codebuild: { needsRole: true, deliver: startBuild },
  lambda: { needsRole: false, deliver: invoke },
  sns: { needsRole: false, deliver: publish },
  logs: { needsRole: false, deliver: writeLog },
}
