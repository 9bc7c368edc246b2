// The permissions that operations and CloudFormation's handlers ask for are those of AWS's Service Authorization Reference: the action, the form of
// the resource, and the condition keys.

import { Members } from '../../../local/core/input/members.ts'
import type { Access } from '../../../local/core/policy.ts'
import type { AnyService, Scope } from '../../../local/core/service.ts'
import { withTags } from '../../../local/kernel/call/input.ts'
import { PERMISSIONS } from '../../../local/services/cloudformation/resources/permissions.ts'
import { type TestRuntime, tester, testRuntime } from '../../support/test-runtime.ts'
import { services } from '../held.ts'
import { type Modelled, modelOf } from '../model.ts'
import { smallest, variants } from '../samples.ts'
import { formed, TAGGED } from '../taggable.ts'
import { type Known, populate } from '../world.ts'
import { actionOf, knowsKey, overlap } from './reference.ts'

type Input = Readonly<Record<string, unknown>>

/** Asked about on something that the reference does not know, with what is known of it. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'cloudformation:ListStacks': "AWS's refusals name stack/*/*",
  'events:ListRules': "AWS's refusals name rule/*",
  'iam:ListRoles': "AWS's refusals name role/ and the path",
  'iam:ListUsers': "AWS's refusals name user/ and the path",
  'logs:DescribeLogGroups': "AWS's refusals name log-group::log-stream:",
  'codedeploy:GetDeployment': 'a deployment that is not there has no group',
}

let cloud: TestRuntime
let known: Known
beforeAll(async () => {
  cloud = testRuntime(services)
  known = await populate(cloud)
})
afterAll(() => cloud.close())

/** Everything that the operation asks for, whatever it is given. */
const askedBy = (service: AnyService, modelled: Modelled): readonly Access[] => {
  const tagged = TAGGED[service.signingName]?.[modelled.operation]
  const inputs = [
    smallest(modelled),
    ...variants(modelled).map(({ input }) => input),
    ...(tagged ? [{ ...tagged.input, ...formed(tagged.form, [['a', 'b']]) }] : []),
  ]
  return inputs.flatMap(input => accessOf(service, modelled.operation, known(service.signingName, input)))
}

const accessOf = (service: AnyService, name: string, input: Input): readonly Access[] => {
  const operation = service.operations[name]
  const scope: Scope = { ...cloud.runtime.moment(), principal: tester, requestId: 'request' }
  try {
    const given: unknown = operation?.input(new Members(input, service.validationError), scope)
    const access = operation?.access(given, scope, cloud.runtime.state(service.signingName)) ?? []
    return access === 'open' ? [] : withTags(access, service, input)
  } catch (error) {
    if (error instanceof Error && error.name === 'ServiceError') return []
    throw error
  }
}

/** Sentences. */
const problemsOf = ({ action: name, resource, context = {} }: Access): readonly string[] => {
  const action = actionOf(name)
  if (!action) return [`${name} is no action of AWS; if it is new, run tests/contract/authorization/make.ts`]
  const keys = Object.keys(context).filter(key => !knowsKey(action, key))
  const isTagged = Object.keys(cloud.runtime.resourceTagsOf(resource)).length > 0
  return [
    ...(OTHERWISE[name] === undefined ? onResource(name, resource) : []),
    ...keys.map(key => `${name} knows no condition key ${key}`),
    ...(isTagged && !knowsKey(action, 'aws:ResourceTag/a')
      ? [`${name} on ${resource} knows no tags of the resource`]
      : []),
  ]
}

const onResource = (name: string, resource: string): readonly string[] => {
  const { arns = [], mayBeOnAll = false } = actionOf(name) ?? {}
  if (arns.length === 0) return resource === '*' ? [] : [`${name} knows no resource, and is asked for on ${resource}`]
  if (resource === '*') return mayBeOnAll ? [] : [`${name} is asked for on *, and has a resource: ${arns.join(', ')}`]
  return arns.some(form => overlap(form, resource))
    ? []
    : [`${name} is asked for on ${resource}, not on ${arns.join(', ')}`]
}

test.each(services.map(service => [service.signingName, service] as const))(
  '%s asks for permissions that AWS has',
  (_, service) => {
    const asked = modelOf(service).map(modelled => [modelled.operation, askedBy(service, modelled)] as const)
    expect([...new Set(asked.flatMap(([, access]) => access.flatMap(problemsOf)))]).toEqual([])
    expect(asked.filter(([name, access]) => access.length === 0 && !OPEN.includes(name)).map(([name]) => name)).toEqual(
      [],
    )
  },
)

/** Whoever has credentials may call it, or it asks for each of many things by itself, as the operation on one does. */
const OPEN = ['GetCallerIdentity', 'DeleteObjects']

test('what CloudFormation handlers ask for besides their calls are permissions that AWS has', () => {
  const properties = {
    FunctionName: 'function',
    RestApiId: 'api',
    ResourceId: 'root',
    HttpMethod: 'GET',
    ApplicationName: 'application',
    CloudWatchRoleArn: 'arn:aws:iam::000000000000:role/logs',
  }
  const ids: Readonly<Record<string, string>> = {
    'AWS::IAM::ManagedPolicy': 'arn:aws:iam::000000000000:policy/sample',
    'AWS::SNS::Topic': 'arn:aws:sns:us-east-1:000000000000:sample',
  }
  const problems = Object.entries(PERMISSIONS).flatMap(([type, permissions]) =>
    permissions
      .map(({ access }) => access({ physicalId: ids[type] ?? 'sample' }, properties, cloud.runtime.place))
      .flatMap(problemsOf)
      .map(problem => `${type}: ${problem}`),
  )
  expect(problems).toEqual([])
})

test('what is said to be asked for otherwise is so still', () => {
  const asked = services.flatMap(service => modelOf(service).flatMap(modelled => askedBy(service, modelled)))
  const otherwise = asked.filter(({ action, resource }) => onResource(action, resource).length > 0)
  expect([...new Set(otherwise.map(({ action }) => action))].sort()).toEqual(Object.keys(OTHERWISE).sort())
})
