// No input is dropped in silence: each member that AWS's model has for an operation is carried out, or refused by its name.

import { isRecord } from '../../local/core/input/members.ts'
import { testRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { type Modelled, modelOf } from './model.ts'
import { variants } from './samples.ts'
import { isPassedOver, sameName, survey } from './survey.ts'
import { OF_THE_PROTOCOL, received } from './wire.ts'

const all: readonly (readonly [string, Modelled])[] = services.flatMap(service =>
  modelOf(service).map(modelled => [`${service.signingName} ${modelled.operation}`, modelled] as const),
)

test.each(all)('%s looks at each member of its input, or is refused by the name of that member', (_, modelled) => {
  const silent = survey(modelled).filter(({ outcome }) => outcome === 'dropped' || outcome === 'unknown')
  expect(silent).toEqual([])
})

test.each(all.filter(([, { service }]) => service.protocol.startsWith('rest')))(
  '%s hears of each member that a client sends',
  async (_, modelled) => {
    const lost: string[] = []
    for (const { path, input } of variants(modelled)) {
      const isInside = path.includes('.') || path.includes('[')
      if (isInside || isPassedOver(modelled, path) || OF_THE_PROTOCOL.includes(path)) continue
      const heard = await received(modelled, input)
      if (!arrived(heard, path, input[path])) lost.push(path)
    }
    expect(lost).toEqual([])
  },
)

/** A map that stands in the query is heard of by its keys. */
const arrived = (heard: Awaited<ReturnType<typeof received>>, path: string, value: unknown): boolean =>
  heard === 'refused' ||
  [path, ...(isRecord(value) ? Object.keys(value) : [])].some(name => name.toLowerCase() in heard)

test('a member that nobody reads is refused by its name', async () => {
  const cloud = testRuntime(services)
  try {
    for (const [, modelled] of all)
      for (const { path, outcome, input } of survey(modelled)) {
        if (outcome !== 'unread' || isPassedOver(modelled, path)) continue
        const call = cloud.call(modelled.operation, input, modelled.service.signingName)
        const name = path.split('.').at(0)?.replace('[]', '') ?? ''
        await expect(call).rejects.toMatchObject({
          code: 'NotImplemented',
          status: 501,
          message: expect.stringMatching(new RegExp(`${name}.* not carried out`, 'i')),
        })
      }
  } finally {
    await cloud.close()
  }
})

test('what a service passes over is a member that its API has', () => {
  for (const service of services)
    for (const name of Object.keys(service.passedOver ?? {})) {
      const paths = modelOf(service).flatMap(modelled =>
        variants(modelled).flatMap(({ path }) => [path, `${modelled.operation}.${path}`]),
      )
      expect(paths.filter(path => sameName(path, name))).not.toEqual([])
    }
})
