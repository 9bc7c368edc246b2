// Which service a request is for: the service of its credential scope; unsigned requests are told by their form.
import { ServiceError } from '../../core/errors.ts'
import type { AnyService } from '../../core/service.ts'
import { isStreamed } from '../signature/authenticate.ts'
import { readAuthorization } from '../signature/authorization.ts'
import type { WireRequest } from '../signature/request.ts'

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

/** Needed only to refuse in the right protocol, and for what is open to everybody. */
const guess = (request: WireRequest, services: readonly AnyService[]): AnyService | undefined => {
  const target = request.headers.get('x-amz-target')?.split('.', 1)[0]
  if (target !== undefined)
    return services.find(service => service.protocol === 'json-1.1' && service.target === target)
  const query = services.filter(service => service.protocol === 'query')
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return query.find(({ unsigned }) => unsigned.length > 0) ?? query[0]
  return services.find(isStreamed)
}
