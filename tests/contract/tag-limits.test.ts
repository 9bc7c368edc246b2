// What AWS refuses of tags is refused by every operation that takes some, in the words of its service, and changes nothing.

import { serialize } from 'node:v8'
import type { AnyService } from '../../local/core/service.ts'
import type { TagFault, TagRules } from '../../local/core/tags.ts'
import { type TestRuntime, testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { modelOf } from './model.ts'
import { smallest } from './samples.ts'
import { formed, TAGGED, type Tagged, UNTAGGED } from './taggable.ts'

type Input = Readonly<Record<string, unknown>>
type Pairs = readonly (readonly [string, string])[]

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime(services)
})
afterAll(() => cloud.close())

const all = Object.entries(TAGGED).flatMap(([signingName, resources]) =>
  services
    .filter(service => service.signingName === signingName)
    .flatMap(service =>
      Object.entries(resources).map(([operation, resource]) => [signingName, operation, service, resource] as const),
    ),
)

const numbered = (count: number, from = 0): Pairs =>
  Array.from({ length: count }, (_, index) => [`key ${from + index}`, 'value'] as const)

/** Tags that break a limit of the service, and one name of what they break. */
const broken = (rules: TagRules, isMap: boolean): readonly (readonly [TagFault, Pairs])[] => {
  const { most = 50, longestKey = 128, shortestValue = 0, longestValue = 256, ignoresCase } = rules
  return [
    ['key length', [['', 'value']]],
    ['key length', [['k'.repeat(longestKey + 1), 'value']]],
    ['value length', [['key', 'v'.repeat(longestValue + 1)]]],
    ...(shortestValue > 0 ? [['value length', [['key', '']]] as const] : []),
    ['key characters', [['key;', 'value']]],
    ['value characters', [['key', 'value?']]],
    ['reserved key', [['aws:key', 'value']]],
    ['reserved key', [['AWS:key', 'value']]],
    ['too many', numbered(most + 1)],
    ...(isMap ? [] : [['duplicate key', [...numbered(1), ...numbered(1)]] as const]),
    ...(ignoresCase ? [['duplicate key', [...numbered(1), ['KEY 0', 'value']]] as const] : []),
  ]
}

/** As many, as long and as odd as they may be. */
const fullest = ({ most = 50, longestKey = 128, longestValue = 256 }: TagRules): Pairs => [
  ['k'.repeat(longestKey), 'v'.repeat(longestValue)],
  ['äß 漢字_.:/=+-@', 'äß 漢字_.:/=+-@'],
  ...numbered(most - 2),
]

const codeOf = ({ tagRules, validationError }: AnyService, fault: TagFault): string =>
  tagRules?.refusals?.[fault]?.[0] ?? validationError

const membersOf = (service: AnyService, operation: string): readonly string[] => {
  const modelled = modelOf(service).find(each => each.operation === operation)
  if (!modelled) throw new Error(`tests/contract/taggable.ts has ${operation}, and ${service.signingName} has not`)
  return modelled.input.map(({ name }) => name)
}

/** What the operation takes of what names the resource to any. */
const only = (members: readonly string[], input: Input): Input =>
  Object.fromEntries(
    Object.entries(input).filter(([name]) => members.some(each => each.toLowerCase() === name.toLowerCase())),
  )

test.each(all)(
  '%s %s: tags that AWS refuses are refused, and those that it takes are taken',
  async (_, operation, service, resource) => {
    const { signingName, tagRules = {} } = service
    const call = (name: string, given: Input) => cloud.call(name, given, signingName)
    const wrong = broken(tagRules, typeof resource.form === 'string')
    const input = { ...resource.input, ...(await resource.prepare?.(call)) }
    const before = serialize(cloud.runtime.state(signingName))
    for (const [fault, tags] of wrong) {
      const refused = call(operation, { ...input, ...formed(resource.form, tags) })
      await expect(refused).rejects.toMatchObject({ name: 'ServiceError', code: codeOf(service, fault) })
    }
    expect(serialize(cloud.runtime.state(signingName)).equals(before)).toBe(true)

    const full = fullest(tagRules)
    const made = await call(operation, { ...input, ...formed(resource.form, full) })
    const arn = await arnSeenBy(signingName, resource.look(made, input))
    const tags = () => service.resourceTags(cloud.runtime.state(signingName), arn, cloud.runtime.place)
    const atFirst = Object.fromEntries(full)
    expect(tags()).toEqual(atFirst)

    const { give, take, by } = resource.tagged ?? NOTHING
    for (const name of give) {
      const members = only(membersOf(service, name), by(made, input))
      const giveTags = (given: Pairs) => call(name, { ...members, ...formed(resource.form, given) })
      for (const [fault, given] of wrong)
        await expect(giveTags(given)).rejects.toMatchObject({ name: 'ServiceError', code: codeOf(service, fault) })
      await expect(giveTags([['one more', '1']])).rejects.toMatchObject({ code: codeOf(service, 'too many together') })
      expect(tags()).toEqual(atFirst)
      await giveTags([['key 0', 'other']])
      expect(tags()).toEqual({ ...atFirst, 'key 0': 'other' })
      await giveTags([['key 0', 'value']])
    }
    for (const name of take) {
      const members = membersOf(service, name)
      const keys = members.find(member => /^tagkeys$/i.test(member)) ?? 'tags'
      const takeTag = (key: string) => call(name, { ...only(members, by(made, input)), [keys]: [key] })
      for (const key of ['', 'k'.repeat((tagRules.longestKey ?? 128) + 1), 'key;'])
        await expect(takeTag(key)).rejects.toMatchObject({ name: 'ServiceError', code: codeOf(service, 'removed key') })
      await expect(takeTag('aws:k')).rejects.toMatchObject({
        name: 'ServiceError',
        code: codeOf(service, 'reserved key'),
      })
      expect(tags()).toEqual(atFirst)
      await takeTag(tagRules.ignoresCase ? 'KEY 0' : 'key 0')
      const { 'key 0': gone, ...left } = atFirst
      expect(tags()).toEqual(left)
    }
  },
)

/** The resource as policies see it in a call on it alone. */
const arnSeenBy = async (signingName: string, [operation, input]: readonly [string, Input]): Promise<string> => {
  cloud.asked.length = 0
  await cloud.call(operation, input, signingName)
  return cloud.asked.find(({ access }) => access.action.startsWith(`${signingName}:`))?.access.resource ?? ''
}

const others = services.flatMap(service =>
  modelOf(service)
    .filter(({ operation }) => UNTAGGED[service.signingName]?.[operation] !== undefined)
    .map(modelled => [service.signingName, modelled.operation, service, modelled] as const),
)

test.each(others)('%s %s refuses tags that AWS refuses', async (signingName, operation, service, modelled) => {
  const member = modelled.input.find(({ name }) => /^tags$/i.test(name))
  const parts = member?.shape.kind === 'list' && member.shape.item.kind === 'structure' ? member.shape.item.members : []
  const [key = '', value = ''] = parts.map(({ name }) => name)
  for (const [fault, tags] of broken(service.tagRules ?? {}, false)) {
    const given = formed([member?.name ?? '', key, value], tags)
    await expect(cloud.call(operation, { ...smallest(modelled), ...given }, signingName)).rejects.toMatchObject({
      name: 'ServiceError',
      code: codeOf(service, fault),
    })
  }
})

test('a resource whose tags AWS refuses fails its stack with the words of its service', async () => {
  const Tags = [{ Key: 'AWS:owner', Value: 'x' }]
  const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { Tags } } } })
  await cloud.call('CreateStack', { StackName: 'refused', TemplateBody }, 'cloudformation')
  await cloud.runtime.idle()
  expect(await cloud.call('DescribeStackEvents', { StackName: 'refused' }, 'cloudformation')).toMatchObject({
    StackEvents: expect.arrayContaining([
      expect.objectContaining({
        LogicalResourceId: 'Topic',
        ResourceStatus: 'CREATE_FAILED',
        ResourceStatusReason: expect.stringContaining('aws: prefixed tag key names are not allowed'),
      }),
    ]),
  })
})

test('every operation that gives or takes tags is tried', () => {
  const names = (service: AnyService): readonly string[] =>
    Object.values(TAGGED[service.signingName] ?? {}).flatMap(({ tagged: { give, take } = NOTHING }) => [
      ...give,
      ...take,
    ])
  const untried = services.flatMap(service =>
    Object.keys(service.operations)
      .filter(operation => /^(v2\.)?(Tag|Untag)[A-Z]/.test(operation) && !names(service).includes(operation))
      .map(operation => `${service.signingName} ${operation}`),
  )
  expect(untried).toEqual([])
})

const NOTHING: Tagged = { give: [], take: [], by: () => ({}) }
