// An ARN names something only if it equals that thing's ARN. Every member of every operation that may hold an ARN, as AWS's model lists them, gets
// the ARN of something that is there with one part of it changed: nothing happens to the thing, and nothing is told of it.

import { ServiceError } from '../local/core/errors.ts'
import { inputFor } from './support/arns/inputs.ts'
import { type Member, membersWithArns } from './support/arns/model.ts'
import { type Arns, everything, type World } from './support/arns/world.ts'

let world: World
beforeAll(async () => {
  world = await everything()
})
afterAll(() => world.close())

/** What a member is given the ARN of, by its path; with the service's name before it where the path alone does not say. */
const MEANT: readonly (readonly [RegExp, keyof Arns])[] = [
  [/^iam\.(PolicyArn|PermissionsBoundary)$|PolicyArns\.arn$/, 'policy'],
  [/(roleArn|serviceRole|serviceRoleOverride)$|^lambda\.Role$/i, 'role'],
  [/(TargetKeyId|KeyId|KMSMasterKeyID|KMSKeyArn|encryptionKey|encryptionKeyOverride|encryptionKey\.id)$/i, 'key'],
  [/^logs\.|DestinationArn$/, 'logGroup'],
  [/^sns\.SubscriptionArn$/, 'subscription'],
  [/^sns\.Endpoint$/, 'function'],
  [/^sns\.|TopicArn$|NotificationARNs$|DeadLetterConfig\.(TargetArn|Arn)$/, 'topic'],
  [/EventBusName$/, 'bus'],
  [/^events\.ResourceARN$/, 'rule'],
  [/^events\.|LambdaFunctionArn$/, 'function'],
  [/^codecommit\./, 'repository'],
  [/^codebuild\.(projectName|names)$/, 'project'],
  [/^codebuild\.ids?$/, 'build'],
  [/^codebuild\.(arn|reportGroupArns?|reportArns?)$/, 'reportGroup'],
  [/^codepipeline\./, 'pipeline'],
  [/^cloudformation\.ChangeSetName$/, 'changeSet'],
  [/^cloudformation\.StackName$/, 'stack'],
  [/^lambda\.(FunctionName|Resource|SourceArn)$/, 'function'],
  [/^apigateway\.ResourceArn$/, 'httpApi'],
]

/** Members that are kept as they are: whoever uses the ARN later finds what equals it, or nothing. */
const KEPT: readonly RegExp[] = [
  /^cloudformation\.NotificationARNs/,
  /^codebuild\.(encryptionKey|serviceRoleOverride)/,
  /^codecommit\.kmsKeyId/,
  /^codepipeline\..*encryptionKey\.id/,
  /^events\.(RoleArn|TargetArn|Targets\.(Arn|RoleArn)) /,
  /^lambda\.SourceArn/, // a condition of a permission
  /^logs\.kmsKeyId/,
  /^s3\.ServerSideEncryptionConfiguration/,
  /^sns\.Endpoint/,
  /^apigateway\.AccessLogSettings/,
]

/** Not carried out, or no ARN's place: refused, whatever ARN it is. */
const REFUSED: readonly RegExp[] = [
  /^cloudformation\.(ChangeSetName|StackName) of Create/,
  /^cloudformation\.RollbackConfiguration/,
  /^cloudformation\.(RoleARN|StackName) of (CancelUpdateStack|ContinueUpdateRollback|RollbackStack)/, // the stack is in no state for it
  /^codebuild\..*(uth.*\.resource|leet.*Arn|buildBatchConfig|exportConfig)/,
  /^codebuild\.projectName of (InvalidateProjectCache|ListBuildsForProject)/, // takes a name alone
  /^codebuild\.reportArns? /, // there is no report here; it is looked up by its whole ARN
  /^codepipeline\..*rules\.roleArn/,
  /^events\.Targets\.(Ecs|Redshift|Dead)/,
  /^lambda\.(Code\.SourceKMSKeyArn|SourceKMSKeyArn|DeadLetterConfig|KMSKeyArn|FileSystem|CodeSigning|CapacityProvider|DurableConfig)/,
  /^logs\.resourceArn of (Describe|Put|Delete)ResourcePolic/,
  /^s3\.NotificationConfiguration/,
  /^sts\.ProvidedContexts/,
]

/** A name in another case is another thing, which these make. */
const MAKING: readonly RegExp[] = [/^lambda\.FunctionName of CreateFunction/]

/** Nothing is left for the very ARN: another call of the list has used it up. */
const USED_UP: readonly RegExp[] = [/^cloudformation\.StackName of ExecuteChangeSet/]

const VARIANTS: Readonly<Record<string, (arn: string) => string>> = {
  partition: arn => arn.replace(/^arn:aws:/, 'arn:aws-cn:'),
  Region: arn => arn.replace(/^(arn:aws:[^:]+):[^:]*/, '$1:eu-west-1'),
  account: arn => arn.replace(/^(arn:aws:[^:]+:[^:]*):[^:]*/, '$1:111111111111'),
  path: arn => arn.replace(/([^/:]+)$/, 'allowed/$1'),
  case: arn => arn.replace(/[^/:]+$/, last => last.replace(/[a-z]/g, letter => letter.toUpperCase())),
  'text before it': arn => `x${arn}`,
}

const labelOf = ({ service, operation, path }: Member): string => `${service}.${path} of ${operation}`
const among = (expressions: readonly RegExp[], member: Member): boolean =>
  expressions.some(expression => expression.test(labelOf(member)))
const meantBy = ({ service, path }: Member): keyof Arns | undefined =>
  MEANT.find(([expression]) => expression.test(`${service}.${path}`))?.[1]

const ALL = membersWithArns()
const FOLLOWED = ALL.filter(member => !among(KEPT, member) && !among(REFUSED, member))

/** The answer as text, or the refusal. */
const outcome = async (
  { service, operation }: Member,
  input: Readonly<Record<string, unknown>>,
): Promise<string | ServiceError> => {
  try {
    return JSON.stringify(await world.call(service, operation, input))
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

test('each member that may hold an ARN is known, and each exception is one of them', () => {
  expect(ALL.filter(member => meantBy(member) === undefined && !among(REFUSED, member)).map(labelOf)).toEqual([])
  const exceptions = [...KEPT, ...REFUSED, ...MAKING, ...USED_UP]
  expect(exceptions.filter(expression => !ALL.some(member => expression.test(labelOf(member))))).toEqual([])
})

const expectNothing = async (
  arn: string,
  call: (other: string) => Promise<string | ServiceError>,
  without: readonly string[] = [],
): Promise<void> => {
  for (const [what, change] of Object.entries(VARIANTS)) {
    const other = change(arn)
    if (other === arn || without.includes(what)) continue
    const before = await world.snapshot()
    const result = await call(other)
    expect([what, (await world.snapshot()) === before]).toEqual([what, true])
    if (result instanceof ServiceError) expect([what, result.status < 500 || result.message]).toEqual([what, true])
    else expect([what, result.replaceAll(other, '')]).toEqual([what, expect.not.stringContaining(arn)])
  }
}

test.each(FOLLOWED.map(member => [labelOf(member), member] as const))(
  '%s: an ARN that differs in one part is nothing’s',
  async (_, member) => {
    const call = async (other: string) => await outcome(member, await inputFor(world, member, other))
    await expectNothing(world.arns[meantBy(member) ?? 'role'], call, among(MAKING, member) ? ['case'] : [])
  },
)

const group = { applicationName: 'thing', deploymentGroupName: 'thing' }
const setting = (value: string) => ({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] })

/** Of the services whose client is not here. */
test.each<
  [service: string, operation: string, meant: keyof Arns, input: (arn: string) => Readonly<Record<string, unknown>>]
>([
  ['apigateway', 'UpdateAccount', 'role', setting],
  ['apigateway', 'TagResource', 'restApi', resourceArn => ({ resourceArn, tags: { a: 'b' } })],
  ['apigateway', 'GetTags', 'restApi', resourceArn => ({ resourceArn })],
  ['apigateway', 'UntagResource', 'restApi', resourceArn => ({ resourceArn, tagKeys: ['a'] })],
  ['codedeploy', 'CreateDeploymentGroup', 'role', serviceRoleArn => ({ ...group, serviceRoleArn })],
  [
    'codedeploy',
    'UpdateDeploymentGroup',
    'role',
    serviceRoleArn => ({ applicationName: 'thing', currentDeploymentGroupName: 'thing', serviceRoleArn }),
  ],
])(
  '%s %s: an ARN that differs in one part is nothing’s, and the very ARN is known',
  async (service, operation, meant, input) => {
    const arn = world.arns[meant]
    const member = { service, operation, path: '' }
    await expectNothing(arn, other => outcome(member, input(other)))
    expect(await outcome(member, input(arn))).not.toBeInstanceOf(ServiceError)
  },
)

const NOT_FOUND = /NotFound|NoSuch|DoesNotExist|does not exist|AccessDenied|Validation|Invalid|cannot be/
const FOLLOWED_TO_THE_END = FOLLOWED.filter(member => !among(USED_UP, member))

/** What takes a thing away comes last. */
const rank = ({ operation }: Member): number => {
  if (
    /^(Delete(Function|Stack|Topic|Policy|ReportGroup|Rule)|ScheduleKeyDeletion|CancelKeyDeletion|BatchDeleteBuilds|DisableKey)$/.test(
      operation,
    )
  )
    return 3
  if (/^(Delete|Untag|Remove|Detach|Unsubscribe)/.test(operation)) return 2
  return operation === 'UpdateStack' ? 1 : 0
}

test.each(FOLLOWED_TO_THE_END.sort((a, b) => rank(a) - rank(b)).map(member => [labelOf(member), member] as const))(
  '%s: the very ARN is known, so that the refusal above is not for another reason',
  async (_, member) => {
    const result = await outcome(member, await inputFor(world, member, world.arns[meantBy(member) ?? 'role']))
    if (result instanceof ServiceError && !/No updates/.test(result.message))
      expect(`${result.code}: ${result.message}`).not.toMatch(NOT_FOUND)
    await world.snapshot()
  },
)
