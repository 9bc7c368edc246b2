// What services have in the state folder beside what their states say.

import { join } from 'node:path'
import type { AnyService } from '../core/service.ts'
import { removeOthers } from '../host/collect.ts'
import { refuseMissing } from '../host/log/damage.ts'

interface Hosted {
  readonly service: AnyService
  readonly state: unknown
}

/** @throws DamagedStateError */
export const refuseMissingFiles = (stateFolder: string, hosted: Iterable<Hosted>): void =>
  refuseMissing(
    stateFolder,
    [...hosted].flatMap(({ service, state }) =>
      (service.files?.(state) ?? []).map(file => `${service.signingName}/${file}`),
    ),
  )

export const removeUnnamedFiles = (stateFolder: string, hosted: Iterable<Hosted>): void => {
  for (const { service, state } of hosted)
    for (const [path, stays] of Object.entries(service.keeps?.(state) ?? {}))
      removeOthers(join(stateFolder, service.signingName, path), stays)
}
