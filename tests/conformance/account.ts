// The account that the conformance suite speaks to: a local cloud of the test file's own, or with CONFORMANCE=aws the real account
// of the environment (the SDK's default credentials and Region).

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts'
import { type Heard, listenTo } from '../likeness/answers/listen.ts'
import { patience } from '../support/patience/patience.ts'

export const onAws = process.env.CONFORMANCE === 'aws'

export interface ClientConfiguration {
  readonly region?: string
  readonly endpoint?: string
  readonly forcePathStyle?: boolean
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface Account {
  /** Twelve digits. */
  readonly id: string
  readonly region: string
  /** `account.client(LambdaClient)`: one for each kind, ended with the file. */
  client<Client extends { destroy(): void }>(kind: new (configuration: ClientConfiguration) => Client): Client
  configuration(): ClientConfiguration
  /** A name that nobody else uses, recognizable when a run was cut off and left something behind. */
  name(what: string): string
  arn(service: string, resource: string): string
  /** Runs at the end of the file, the latest first. A failure of one keeps no other from running. */
  later(cleanUp: () => Promise<unknown>): void
}

/** Call it once at the top of a test file. `onAnswer` hears every answer that a client of the account gets. */
export const useAccount = (onAnswer: (heard: Heard) => void = () => {}): Account => {
  let cloud: LocalCloud | undefined
  const folder = onAws ? undefined : mkdtempSync(join(tmpdir(), 'conformance-'))
  const run = randomBytes(4).toString('hex')
  const clients = new Map<unknown, { destroy(): void }>()
  const cleanUps: (() => Promise<unknown>)[] = []
  const bugs: string[] = []
  const unlike = new Set<string>()
  const hear = (heard: Heard): void => {
    for (const problem of heard.problems) unlike.add(problem)
    onAnswer(heard)
  }
  const identity = { id: '', region: '' }

  beforeAll(async () => {
    if (folder) cloud = await startLocalCloud({ stateFolder: folder, port: 0, onBug: bug => bugs.push(bug) })
    const sts = account.client(STSClient)
    identity.id = (await sts.send(new GetCallerIdentityCommand())).Account ?? ''
    identity.region = await sts.config.region()
  })

  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse())
      await cleanUp().catch(error => onAws && console.warn(`left behind: ${error}`))
    for (const client of clients.values()) client.destroy()
    await cloud?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
    expect(bugs).toEqual([])
    // Every answer of the file has the members, kinds and forms that AWS's model has for it.
    expect([...unlike]).toEqual([])
  })

  const account: Account = {
    get id() {
      return identity.id
    },
    get region() {
      return identity.region
    },
    configuration: () =>
      cloud
        ? {
            endpoint: cloud.endpoint,
            region: cloud.runtime.place.region,
            credentials: { ...cloud.credentials },
            forcePathStyle: true,
          }
        : {},
    client: <Client extends { destroy(): void }>(kind: new (configuration: ClientConfiguration) => Client) => {
      const client = clients.get(kind) ?? new kind(account.configuration())
      if (!clients.has(kind)) listenTo(client, hear)
      clients.set(kind, client)
      return client as Client
    },
    name: what => `conformance-${run}-${what}`,
    arn: (service, resource) => `arn:aws:${service}:${identity.region}:${identity.id}:${resource}`,
    later: cleanUp => {
      cleanUps.push(cleanUp)
    },
  }
  return account
}

/** A test that a real account is spared, with the reason: `testLocally('a build takes minutes and money')('a build …', …)`. */
export const testLocally =
  (reason: string) =>
  (name: string, run: () => Promise<void>): void => {
    if (onAws) test.skip(`${name} (not on AWS: ${reason})`, run)
    else test(name, run)
  }

export interface Refusal {
  /** The error code, as the SDK names it. */
  readonly name: string
  readonly message: string
  readonly status: number | undefined
}

/** What the service refused the call with; a call that succeeds fails the test. */
export const refusal = async (call: Promise<unknown>): Promise<Refusal> => {
  try {
    await call
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error
    const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number }
    return { name: error.name, message: error.message, status: httpStatusCode }
  }
  throw new Error('the call was expected to be refused, but it succeeded')
}

/** Looks until it is as wanted: what a service does in the background has no other end to wait for. */
export const until = async <Seen>(look: () => Promise<Seen>, isWanted: (seen: Seen) => boolean): Promise<Seen> => {
  let last = ''
  const { heard, during } = patience(() => last)
  const looking = async (): Promise<Seen> => {
    const seen = await look()
    if (isWanted(seen)) return seen
    const now = JSON.stringify(seen)
    if (now !== last) heard()
    last = now
    await setTimeout(onAws ? 2000 : 10)
    return stopped ? seen : await looking()
  }
  let stopped = false
  return await during(looking()).finally(() => {
    stopped = true
  })
}

/** On AWS a new role is known everywhere only after some seconds; the local cloud knows it at once, so there the first answer counts. */
export const onceKnown = async <Output>(call: () => Promise<Output>, refused: RegExp): Promise<Output> => {
  const end = Date.now() + (onAws ? 60_000 : 0)
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Error) || !refused.test(error.message) || Date.now() > end) throw error
      await setTimeout(2000)
    }
  }
}
