// One stack operation under way: whom its calls are made as, where its documents are, and how its steps become facts.

import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import type { ConditionContext } from '../../../core/policy.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { conditionValues } from '../../../template/conditions.ts'
import type { Environment } from '../../../template/environment.ts'
import type { Source } from '../documents.ts'
import type { Documents } from '../machine/documents.ts'
import type { Hands, Properties, Provisioned, ResourceType, ResourceTypes } from '../resources/resource-type.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState, DocumentId, Stack, Version } from '../state.ts'
import { type ResourceStep, resourceStatus, stackStatus } from '../trail.ts'
import { waitUntil } from './wait.ts'

export interface Run {
  readonly desk: Desk<CloudFormationState>
  readonly stack: Stack
  readonly types: ResourceTypes
  readonly documents: Documents
  readonly principal: Principal
  readonly token: string
  /** Exports of other stacks that were read. */
  readonly imports: Set<string>
}

/** @throws ServiceError ValidationError when the role cannot be assumed */
export const startRun = (
  desk: Desk<CloudFormationState>,
  stack: Stack,
  types: ResourceTypes,
  documents: Documents,
): Run => {
  const request = stack.operation?.request
  if (!request) throw new Error(`stack ${stack.StackName} has no operation under way`)
  return {
    desk,
    stack,
    types,
    documents,
    principal: principalOf(desk, request.principal, request.roleArn ?? stack.RoleARN),
    token: request.clientRequestToken ?? '',
    imports: new Set(),
  }
}

/** The stack's role once it has one, else whoever asked. @throws ServiceError ValidationError */
export const principalOf = (
  desk: Desk<CloudFormationState>,
  caller: Principal,
  roleArn: string | undefined,
): Principal => (roleArn === undefined ? caller : assumed(desk, roleArn))

const assumed = (desk: Desk<CloudFormationState>, roleArn: string): Principal => {
  try {
    return desk.assume(roleArn, { service: 'cloudformation.amazonaws.com', sessionName: 'AWSCloudFormation' })
  } catch (error) {
    if (error instanceof ServiceError && error.status === 403)
      throw invalid(`Role ${roleArn} is invalid or cannot be assumed`)
    throw error
  }
}

export const announceStack = (run: Run, status: string, reason = ''): void =>
  run.desk.record(stackStatus(run.stack.StackId, status, reason, run.token))

export const announceResource = (run: Run, step: ResourceStep): void =>
  run.desk.record(resourceStatus(run.stack.StackId, step, run.token))

export const sourceOf = (run: Run, id: DocumentId<Source> | undefined): Source => {
  if (id === undefined) throw new Error(`stack ${run.stack.StackName} has no template`)
  return run.documents.get(id)
}

export const propertiesOf = (run: Run, version: Pick<Version, 'properties'>): Version['attributes'] =>
  run.documents.get(version.properties)

export const typeOf = (run: Run, name: string): ResourceType => {
  const type = run.types.get(name)
  if (!type) throw new ServiceError('ValidationError', `Resource type ${name} is not carried out by the local cloud`)
  return type
}

/** What Ref and Fn::GetAtt give while the stack is being made: what is there now. */
export const environmentOf = (run: Run, source: Source): Environment => {
  const { stack, desk } = run
  const environment = {
    place: { account: desk.account, region: desk.region },
    stackName: stack.StackName,
    stackId: stack.StackId,
    notificationArns: [],
    template: source.template,
    parameters: source.parameters,
    ref: (logicalId: string) => {
      const live = stack.resources.get(logicalId)?.live
      if (!live) return undefined
      return run.types.get(live.type)?.ref?.(live) ?? live.physicalId
    },
    attribute: (logicalId: string, name: string) => stack.resources.get(logicalId)?.live?.attributes[name],
    importValue: (name: string) => {
      run.imports.add(name)
      return desk.state.exports.get(name)?.value
    },
  }
  return { ...environment, conditions: conditionValues(environment) }
}

export const handsFor = (
  run: Run,
  logicalId: string,
  step: {
    readonly placing?: (made: Provisioned) => readonly Fact[]
    readonly removing?: () => readonly Fact[]
    readonly updatePolicy?: Properties
  } = {},
): Hands => {
  const { desk, stack, principal } = run
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
  const service = 'cloudformation.amazonaws.com'
  const own = principal.kind === 'session' && principal.by === service
  const context: ConditionContext = own ? {} : { 'aws:CalledVia': [service] }
  const { placing = () => [], removing = () => [] } = step
  return {
    account: desk.account,
    region: desk.region,
    endpoint: desk.endpoint,
    stackName: stack.StackName,
    stackId: stack.StackId,
    logicalId,
    newId: () => desk.newId(),
    call: (signingName, operation, input) => desk.call(principal, signingName, operation, input, { context }),
    make: async <Output>(
      signingName: string,
      operation: string,
      input: Readonly<Record<string, unknown>>,
      provisioned: (output: Output) => Provisioned,
    ) => {
      const noted = (output: Output) => placing(provisioned(output))
      return provisioned(await desk.call<Output>(principal, signingName, operation, input, { context, noted }))
    },
    unmake: async (signingName, operation, input) => {
      await desk.call(principal, signingName, operation, input, { context, noted: removing })
    },
    made: resource => desk.record(...placing(resource)),
    ...(step.updatePolicy && { updatePolicy: step.updatePolicy }),
    until: ready => waitUntil(ready, desk.stopping),
  }
}

/**
 * Evaluates what CloudFormation's own handler exercises beyond the calls that are made anyway.
 * @throws ServiceError AccessDenied
 */
export const authorizeStep = (
  run: Run,
  type: ResourceType,
  during: 'create' | 'update' | 'delete',
  resource: Provisioned,
  properties: Version['attributes'],
): void => {
  const place = { account: run.desk.account, region: run.desk.region }
  const access = (type.permissions ?? [])
    .filter(permission => permission.during.includes(during) && (permission.when?.(properties) ?? true))
    .map(permission => permission.access(resource, properties, place))
  if (access.length > 0) run.desk.authorize(run.principal, access)
}

/** The reason on the stack event, in the form that CloudFormation gives a refusal of the resource's service. */
export const failureReason = (error: unknown, type: string, requestId: string): string => {
  if (!(error instanceof ServiceError)) return `Internal error: ${messageOf(error)}`
  if (error.code === 'ValidationError') return error.message
  const service = type.split('::')[1] ?? type
  // What the handler itself says names no service.
  const said =
    error.code === 'AlreadyExists'
      ? ''
      : ` (Service: ${service}, Status Code: ${error.status}, Request ID: ${requestId})`
  return `Resource handler returned message: "${error.message}${said}" (RequestToken: ${requestId}, HandlerErrorCode: ${handlerCode(error)})`
}

export const handlerCode = ({ code, message }: ServiceError): string =>
  code === 'ConflictException' && /already (exists|has)/.test(message)
    ? 'AlreadyExists'
    : (HANDLER_CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'GeneralServiceException')

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
const HANDLER_CODES: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized|Unauthorized/, 'AccessDenied'],
  [/AlreadyExists|ResourceConflict|EntityAlreadyExists|BucketAlready|NameInUse|NameExists/, 'AlreadyExists'],
  [/NotFound|NoSuch|DoesNotExist/, 'NotFound'],
  [/Throttl|TooManyRequests/, 'Throttling'],
  [/LimitExceeded/, 'ServiceLimitExceeded'],
  [/Invalid|Validation|Malformed/, 'InvalidRequest'],
]
