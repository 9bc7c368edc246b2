// Policies see the tags of every resource and of every request: a Deny on a tag is void where they do not.

import { isRecord } from '../../local/core/input/members.ts'
import { type TestRuntime, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { type Modelled, modelOf } from './model.ts'
import { survey } from './survey.ts'
import { formed, TAGGED, UNTAGGED } from './taggable.ts'

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime(services)
})
afterAll(() => cloud.close())

const cases = Object.entries(TAGGED).flatMap(([signingName, resources]) =>
  Object.entries(resources).map(([operation, resource]) => [signingName, operation, resource] as const),
)

test.each(cases)('what %s makes by %s shows its tags to policies', async (signingName, operation, resource) => {
  const call = (name: string, input: Readonly<Record<string, unknown>>) => cloud.call(name, input, signingName)
  const isOwn = ({ access }: TestRuntime['asked'][number]) => access.action.startsWith(`${signingName}:`)
  const given = { ...resource.input, ...(await resource.prepare?.(call)) }
  cloud.asked.length = 0
  const output = await call(operation, { ...given, ...formed(resource.form, [['protected', 'yes']]) })
  const own = cloud.asked.filter(isOwn)
  expect(own.length).toBeGreaterThan(0)
  for (const { access } of own)
    expect(access.context).toMatchObject({ 'aws:RequestTag/protected': 'yes', 'aws:TagKeys': ['protected'] })

  cloud.asked.length = 0
  const [look, input] = resource.look(output, given)
  await call(look, input)
  for (const { access } of cloud.asked.filter(isOwn))
    expect([access.resource, cloud.runtime.resourceTagsOf(access.resource)]).toEqual([
      access.resource,
      expect.objectContaining({ protected: 'yes' }),
    ])
})

test('every operation that takes the tags of what it makes is tried', () => {
  const taking = services.flatMap(service => modelOf(service)).filter(takesTags)
  const tried = taking.filter(({ service: { signingName }, operation }) => {
    const known = TAGGED[signingName]?.[operation] ?? UNTAGGED[signingName]?.[operation]
    return known === undefined
  })
  expect(tried.map(({ service, operation }) => `${service.signingName} ${operation}`)).toEqual([])
})

/** Whether a member for tags is carried out; operations on tags themselves show nothing new. */
const takesTags = (modelled: Modelled): boolean =>
  !/^(v2\.)?(Tag|Untag|AddTags|List|Get|Describe)/.test(modelled.operation) &&
  modelled.input.some(({ name }) => /^tags$/i.test(name)) &&
  survey(modelled).some(({ path, outcome }) => /^tags$/i.test(path) && outcome === 'carried out')

test('tags in a request are read in every form that a service has for them', async () => {
  const { requestTags } = await import('../../local/core/tags.ts')
  const seen = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': 'b' }
  for (const input of [
    { Tags: [{ Key: 'a', Value: 'b' }] },
    { tags: [{ key: 'a', value: 'b' }] },
    { Tags: [{ TagKey: 'a', TagValue: 'b' }] },
    { tags: { a: 'b' } },
  ])
    expect(requestTags(input)).toEqual(seen)
  expect(requestTags({ TagKeys: ['a'] })).toEqual({ 'aws:TagKeys': ['a'] })
  expect(requestTags({ tagKeys: ['a'] })).toEqual({ 'aws:TagKeys': ['a'] })
  expect(requestTags({ Tags: '' })).toEqual({})
  expect(isRecord(requestTags({}))).toBe(true)
})
