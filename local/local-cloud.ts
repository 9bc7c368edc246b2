// Composition root: clock, keys, services and front door become one local cloud on one loopback port.

import type { RequestListener, Server } from 'node:http'
import { join } from 'node:path'
import type { Clock } from './core/clock.ts'
import { messageOf } from './core/errors.ts'
import type { Principal } from './core/principal.ts'
import { openIssuer } from './credentials.ts'
import { createServer } from './host/http.ts'
import { machineFault } from './host/machine-fault.ts'
import { StateFolderError, takeStateFolder } from './host/state-folder.ts'
import { asUnavailable } from './kernel/call/unavailable.ts'
import type { Snapshots } from './kernel/history.ts'
import { Runtime } from './kernel/runtime.ts'
import { type Decided, iamSecurity } from './security.ts'
import { ADMINISTRATOR_KEY_ID, administratorOf } from './services/iam/state.ts'
import { services } from './services.ts'
import { createFrontDoor } from './wire/door/front-door.ts'

export interface LocalCloudOptions {
  /** Absolute path; made when missing. */
  readonly stateFolder: string
  /** 0 chooses a free port. */
  readonly port: number
  /** Empties the state folder first. */
  readonly fresh?: boolean
  readonly clock?: Clock
  readonly onDecided?: (decided: Decided) => void
  readonly onBug?: (message: string, error: unknown) => void
  /** Hears that the disk takes no more facts: nothing is carried out from then on. */
  readonly onLost?: (error: Error) => void
  /** When snapshots are made; as the log grows unless said. */
  readonly snapshots?: Snapshots
}

export interface LocalCloud {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string
  readonly runtime: Runtime
  /** The person at the keyboard. */
  readonly administrator: Principal
  /** What the person's other shells need. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  stop(): Promise<void>
}

export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

/**
 * Rebuilds the state from its folder, listens, and takes up what was under way.
 * @throws StateFolderError, DamagedStateError, OldStateError, PortTakenError
 */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  try {
    return await begin(options)
  } catch (error) {
    const fault = machineFault(error, options.stateFolder)
    throw fault === undefined ? error : new StateFolderError(fault)
  }
}

const begin = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const folder = takeStateFolder(options.stateFolder)
  let runtime: Runtime | undefined
  let server: Server | undefined
  try {
    // The port first: when it is taken, --fresh has removed nothing.
    const door = Promise.withResolvers<RequestListener>()
    server = createServer((request, response) => void door.promise.then(handle => handle(request, response)))
    const endpoint = await listen(server, options.port)
    if (options.fresh) folder.empty()
    const issuer = openIssuer(folder.path)
    runtime = new Runtime({
      services,
      stateFolder: folder.path,
      security: iamSecurity(issuer, options.onDecided),
      ...(options.clock ? { clock: options.clock } : {}),
      ...(options.onBug ? { onBug: options.onBug } : {}),
      ...(options.onLost ? { onLost: options.onLost } : {}),
      ...(options.snapshots ? { snapshots: options.snapshots } : {}),
    })
    runtime.endpoint = endpoint
    door.resolve(doorOf(runtime, options))
    folder.announce(endpoint)
    runtime.start()
    const started = { runtime, server }
    return {
      endpoint,
      runtime,
      administrator: administratorOf(runtime.place),
      credentials: { accessKeyId: ADMINISTRATOR_KEY_ID, secretAccessKey: issuer.secretOf(ADMINISTRATOR_KEY_ID) },
      stop: async () => {
        started.server.close()
        await started.runtime.stop()
        started.server.closeAllConnections()
        folder.release()
      },
    }
  } catch (error) {
    server?.close()
    await runtime?.stop()
    folder.release()
    throw error
  }
}

/** Where a repository's commits, stacks and history are kept unless told otherwise. */
export const defaultStateFolder = (repository: string): string => join(repository, '.local-cloud')

const doorOf = (runtime: Runtime, options: LocalCloudOptions): RequestListener => {
  const onBug = (error: unknown) => (options.onBug ?? console.error)(`internal error: ${messageOf(error)}`, error)
  return createFrontDoor({
    services,
    place: runtime.place,
    identify: (accessKeyId, sessionToken) => runtime.security.identify(accessKeyId, sessionToken),
    call: async (principal, signingName, operation, input, context, origin) => {
      try {
        return await runtime.call(principal, signingName, operation, input, { context, ...origin })
      } finally {
        await runtime.kept().catch(error => {
          throw asUnavailable(error)
        })
      }
    },
    httpServices: services.flatMap(({ http, signingName }) =>
      http
        ? [
            {
              prefix: http.prefix,
              handle: (request, response) => http.handle(request, response, runtime.desk(signingName)),
            },
          ]
        : [],
    ),
    now: () => runtime.clock.now(),
    onBug,
  })
}

/** The endpoint. @throws PortTakenError */
const listen = async (server: Server, port: number): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => {
      const code = 'code' in error ? String(error.code) : error.message
      reject(new PortTakenError(`port ${port} ${REASONS[code] ?? `cannot be listened on (${code})`}; ${OTHER_PORT}`))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'is kept for the system',
}
const OTHER_PORT = 'choose another one with --port (0 takes a free one)'
