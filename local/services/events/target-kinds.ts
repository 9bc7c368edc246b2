// How each kind of target is called. Those with a role are called with it; the others by EventBridge itself, which their own policies allow.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html

import { isRecord } from '../../core/members.ts'
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
}

interface TargetKind {
  readonly needsRole: boolean
  deliver(delivery: Delivery): Promise<unknown>
}

/** What stands behind the fifth colon of the target's ARN. */
const resourceOf = ({ Arn }: Target): string => Arn.split(':').slice(5).join(':')

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

const startPipeline = (delivery: Delivery): Promise<unknown> =>
  delivery.desk.call(delivery.principal, 'codepipeline', 'StartPipelineExecution', {
    name: resourceOf(delivery.target),
    ...overridesOf(delivery),
    clientRequestToken: delivery.token,
  })

/** The input may hold members of StartBuild, as on AWS. */
const startBuild = ({ desk, principal, target, input, token }: Delivery): Promise<unknown> => {
  const given: unknown = target.Input === undefined && !target.InputTransformer ? {} : JSON.parse(input)
  const projectName = resourceOf(target).replace(/^project\//, '')
  const members = isRecord(given) ? given : {}
  return desk.call(principal, 'codebuild', 'StartBuild', { idempotencyToken: token, ...members, projectName })
}

const invoke = ({ desk, principal, target, input }: Delivery): Promise<unknown> =>
  desk.call(principal, 'lambda', 'Invoke', {
    FunctionName: target.Arn,
    InvocationType: 'Event',
    Payload: Buffer.from(input),
  })

const publish = ({ desk, principal, target, input }: Delivery): Promise<unknown> =>
  desk.call(principal, 'sns', 'Publish', { TopicArn: target.Arn, Message: input })

const writeLog = async ({ desk, principal, target, ruleName, input, eventId }: Delivery): Promise<unknown> => {
  const logGroupName = resourceOf(target)
    .replace(/^log-group:/, '')
    .replace(/:\*$/, '')
  const logStreamName = `${eventId}_${ruleName}`
  await desk.call(principal, 'logs', 'CreateLogStream', { logGroupName, logStreamName })
  const logEvents = [{ timestamp: desk.now().getTime(), message: input }]
  return desk.call(principal, 'logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents })
}

export const TARGET_KINDS: Readonly<Record<string, TargetKind>> = {
  codepipeline: { needsRole: true, deliver: startPipeline },
  codebuild: { needsRole: true, deliver: startBuild },
  lambda: { needsRole: false, deliver: invoke },
  sns: { needsRole: false, deliver: publish },
  logs: { needsRole: false, deliver: writeLog },
}
