// A resource belongs to one stack: what somebody made before is neither taken over by a stack nor deleted when its creation is rolled back.

import { createHash } from 'node:crypto'
import { base, type Call, type Thing, thingsOver } from '../../../../tests/support/cloudformation/named-things.ts'
import { testRuntime } from '../../../../tests/support/test-runtime.ts'
import { services } from '../../../services.ts'
import { resourceTypes } from './index.ts'

type Input = Readonly<Record<string, unknown>>

const cloud = testRuntime([...services].sort(service => (service.signingName === 'cloudformation' ? -1 : 1)))
afterAll(async () => {
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

const call = async ([service, operation, input]: Call): Promise<Record<string, unknown>> =>
  await cloud.call(operation, input, service)

/** Everything that could be taken over: what neither gets a new id nor is taken over on AWS too. */
const types = [...resourceTypes.values()].filter(
  ({ existing }) => existing === 'refused as it is made' || typeof existing === 'function',
)

let cases: Readonly<Record<string, Thing>>
beforeAll(async () => {
  cases = thingsOver(await base(call))
})

test('every type that has something to take over is tried', () => {
  expect(types.map(({ type }) => type).sort()).toEqual(Object.keys(cases).sort())
})

interface Event {
  readonly LogicalResourceId: string
  readonly ResourceStatus: string
  readonly ResourceStatusReason?: string
}

const deployed = async (
  StackName: string,
  Resources: Input,
): Promise<{ readonly status: string; readonly events: readonly Event[] }> => {
  const TemplateBody = JSON.stringify({ Resources })
  await cloud.call('CreateStack', { StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] })
  await cloud.runtime.idle()
  const { Stacks } = await cloud.call('DescribeStacks', { StackName })
  const { StackEvents } = await cloud.call('DescribeStackEvents', { StackName })
  return {
    status: (Stacks as readonly { readonly StackStatus: string }[])[0]?.StackStatus ?? 'none',
    events: StackEvents as readonly Event[],
  }
}

const bytes = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

test.each(types.map(({ type }) => type))('%s: what is there is refused by its name, and stays as it is', async type => {
  const given = cases[type]
  if (!given) throw new Error(`no case for ${type}`)
  await call(given.make)
  const before = await call(given.look)
  const stack = type.replaceAll('::', '-')
  const { status, events } = await deployed(stack, {
    First: { Type: 'AWS::SNS::Topic' },
    Taken: { Type: type, Properties: given.properties, DependsOn: 'First' },
  })
  expect(status).toBe('ROLLBACK_COMPLETE')
  const refusal = events.find(event => event.ResourceStatus === 'CREATE_FAILED')
  expect(refusal?.LogicalResourceId).toBe('Taken')
  const name = resourceTypes.get(type)?.name?.property ?? ''
  expect(refusal?.ResourceStatusReason).toContain(given.named ?? given.properties[name])
  expect(refusal?.ResourceStatusReason).toMatch(/(exists?|already has).*HandlerErrorCode: AlreadyExists\)$/)
  expect(
    events.filter(event => event.LogicalResourceId === 'Taken' && event.ResourceStatus.startsWith('DELETE')),
  ).toEqual([])
  expect(bytes(await call(given.look))).toBe(bytes(before))
})

test('the stack whose it is is named, and the second of two in one template is refused', async () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'shared' } }
  expect((await deployed('one', { Bucket: bucket })).status).toBe('CREATE_COMPLETE')
  const second = await deployed('second', { Bucket: bucket })
  expect(second.status).toBe('ROLLBACK_COMPLETE')
  expect(second.events.find(event => event.ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason).toMatch(
    /^shared already exists in stack arn:aws:cloudformation:us-east-1:000000000000:stack\/one\//,
  )
  await call(['s3', 'HeadBucket', { Bucket: 'shared' }])
  const twice = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'twice' } }
  const both = await deployed('both', { One: twice, Other: twice })
  expect(both.status).toBe('ROLLBACK_COMPLETE')
  expect(
    both.events.filter(event => event.ResourceStatus === 'CREATE_FAILED').map(event => event.LogicalResourceId),
  ).toEqual(['Other'])
})
