// The services that the suite can hold to AWS's model. `npm test` installs the SDK's clients first; a test that is run alone may meet one that
// package.json has had since, and says so by name.

import { createRequire } from 'node:module'
import { services as all } from '../../local/services.ts'
import { CLIENTS } from './clients.ts'

const load = createRequire(import.meta.url)

const isInstalled = (name: string): boolean => {
  try {
    load.resolve(name)
    return true
  } catch {
    return false
  }
}

export const services = all.filter(({ signingName }) => {
  const missing = (CLIENTS[signingName] ?? []).filter(name => !isInstalled(name))
  if (missing.length > 0)
    console.warn(`${signingName} is not held to its model: ${missing.join(', ')} is not installed; npm ci`)
  return missing.length === 0
})
