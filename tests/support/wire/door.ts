// A front door on a free port for tests: one user, a clock that stands still, and whatever answers the calls.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Principal } from '../../../local/core/principal.ts'
import type { AnyService } from '../../../local/core/service.ts'
import { MEGABYTE, type Wire } from '../../../local/core/wire.ts'
import { createFrontDoor, type FrontDoorOptions } from '../../../local/wire/door/front-door.ts'

export const testPlace = { account: '000000000000', region: 'eu-west-1' }
export const testUser: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::000000000000:user/tester',
  userName: 'tester',
  userId: 'AIDATESTTESTTESTTESTT',
}
export const testKey = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'c2VjcmV0/+secret' }
export const testSession = { ...testKey, accessKeyId: 'ASIATESTTESTTESTTEST', sessionToken: 'token+/=' }

export interface TestDoor {
  readonly endpoint: string
  readonly port: number
  /** What reached the services. */
  readonly calls: {
    readonly signingName: string
    readonly operation: string
    readonly input: Record<string, unknown>
  }[]
  /** For the constructors of SDK clients. */
  readonly client: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: typeof testKey
    readonly maxAttempts: number
  }
  close(): Promise<void>
}

export const openTestDoor = async (
  services: readonly AnyService[],
  answer: FrontDoorOptions['call'],
  options: Partial<FrontDoorOptions> = {},
): Promise<TestDoor> => {
  const calls: { signingName: string; operation: string; input: Record<string, unknown> }[] = []
  const door = createFrontDoor({
    services,
    place: testPlace,
    identify: (accessKeyId, sessionToken) => {
      if (accessKeyId === testKey.accessKeyId && sessionToken === undefined)
        return { principal: testUser, secretAccessKey: testKey.secretAccessKey }
      if (accessKeyId === testSession.accessKeyId && sessionToken === testSession.sessionToken)
        return { principal: testUser, secretAccessKey: testSession.secretAccessKey }
      return undefined
    },
    call: (principal, signingName, operation, input, ...rest) => {
      calls.push({ signingName, operation, input })
      return answer(principal, signingName, operation, input, ...rest)
    },
    now: () => new Date(),
    ...options,
  })
  const server = createServer(door)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    port,
    calls,
    client: { endpoint, region: testPlace.region, credentials: testKey, maxAttempts: 1 },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Given<Each> = Each extends Wire
  ? Pick<Each, 'signingName'> & Omit<Each, keyof typeof usual> & Partial<Each>
  : never

const usual = {
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  validationError: 'ValidationException',
  accessDeniedError: 'AccessDeniedException',
  unsigned: [],
}

/** A service that has the wire's side only. */
export const wireService = (given: Given<Wire>): AnyService => ({
  source: 'aws.test',
  initial: () => ({}),
  resourceTags: () => undefined,
  cloudTrail: { dataEvents: [], readOnly: [], hidden: [], maps: [] },
  evolve: () => {},
  operations: {},
  ...usual,
  ...given,
})
