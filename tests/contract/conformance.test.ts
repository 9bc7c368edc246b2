// Every operation is called by the unmodified SDK in some test: in tests/conformance or a scenario of tests/likeness, which a real account can run too,
// or beside the code.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scenarios } from '../likeness/scenario.ts'
import { root } from '../support/repository.ts'
import { CLIENTS, UNMODELLED } from './clients.ts'
import { services } from './held.ts'

/** `@aws-sdk/client-sns Publish`, for each `new PublishCommand(` of a test. */
const called = new Set(
  globSync('{tests,local}/**/*.ts', { cwd: root })
    .map(file => readFileSync(join(root, file), 'utf8'))
    .flatMap(text =>
      [...text.matchAll(/^import \{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/gm)].flatMap(([, names = '', client]) =>
        [...names.matchAll(/(\w+)Command(?: as (\w+))?\b/g)]
          .filter(([, name, alias = `${name}Command`]) => new RegExp(`new ${alias}\\(`).test(text))
          .map(([, name]) => `${client} ${name}`),
      ),
    ),
)

/** `sns Publish` */
const played = new Set(
  scenarios()
    .flatMap(({ given, call, after }) => [call, ...given.map(step => step.call), ...after.map(step => step.call)])
    .map(({ service, operation }) => `${service} ${operation}`),
)

test.each(services.map(service => [service.signingName, service] as const))(
  "%s has each of its operations called by the SDK's client",
  (signingName, { operations }) => {
    const clients = CLIENTS[signingName] ?? []
    const missing = Object.keys(operations).filter(operation => {
      const name = operation.replace(/^v2\./, '')
      const mayCall = name === operation ? clients : clients.slice(1)
      const isCalled = mayCall.some(client => called.has(`${client} ${name}`))
      return (
        !isCalled && !played.has(`${signingName} ${operation}`) && UNMODELLED[signingName]?.[operation] === undefined
      )
    })
    expect(missing).toEqual([])
  },
)
