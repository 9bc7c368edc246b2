// Which service a request is for: the service of its credential scope; unsigned requests are told by their form.
import { ServiceError } from '../core/errors.ts'
import type { AnyService } from '../core/service.ts'
import { readAuthorization } from './authorization.ts'
import type { WireRequest } from './request.ts'

/** @throws ServiceError NotImplemented, by name, for a service that is not there */
export const serviceOf = (request: WireRequest, services: readonly AnyService[]): AnyService => {
  const read = readAuthorization(request)
  const name = read.kind === 'signed' ? read.authorization.scope.service : undefined
  const found = name === undefined ? guess(request, services) : services.find(service => service.signingName === name)
  if (found) return found
  throw new ServiceError(
    'NotImplemented',
    `The local cloud has no service '${name ?? ''}'; it has ${services.map(service => service.signingName).join(', ')} (docs/coverage.md)`,
    501,
  )
}

/** Needed only to refuse in the right protocol, and for S3 objects that are open to everybody. */
const guess = (request: WireRequest, services: readonly AnyService[]): AnyService | undefined => {
  const target = request.headers.get('x-amz-target')?.split('.', 1)[0]
  if (target !== undefined) return services.find(service => service.target === target)
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return services.find(({ unsigned }) => unsigned) ?? services.find(({ protocol }) => protocol === 'query')
  return services.find(service => service.signingName === 's3')
}
