// S3 behind the real front door, for tests with the SDK: every permission is given unless a test refuses it.
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { ManualClock } from '../../../local/core/clock.ts'
import type { Access } from '../../../local/core/policy.ts'
import type { Principal } from '../../../local/core/principal.ts'
import type { AnyService } from '../../../local/core/service.ts'
import { s3 } from '../../../local/services/s3/index.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'
import { openTestDoor, type TestDoor } from '../wire/door.ts'

export interface S3ForTests {
  readonly client: S3Client
  readonly door: TestDoor
  readonly test: TestRuntime
  /** Stops the runtime and starts it again over the same state folder. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const openS3 = async (
  options: {
    readonly others?: readonly AnyService[]
    readonly clock?: ManualClock
    readonly refuse?: (principal: Principal, access: Access) => Error | undefined
    readonly client?: Partial<S3ClientConfig>
  } = {},
): Promise<S3ForTests> => {
  const { others = [], clock, refuse } = options
  const services = [s3, ...others]
  let test = testRuntime(services, { ...(clock ? { clock } : {}), ...(refuse ? { refuse } : {}) })
  const door = await openTestDoor(
    services,
    (principal, signingName, operation, input, context, origin) =>
      test.runtime.call(principal, signingName, operation, input, { context, ...origin }),
    { place: test.runtime.place },
  )
  const client = new S3Client({ ...door.client, region: test.runtime.place.region, ...options.client })
  return {
    client,
    door,
    get test() {
      return test
    },
    restart: async () => {
      test = await test.restart()
    },
    close: async () => {
      client.destroy()
      await door.close()
      await test.close()
    },
  }
}
