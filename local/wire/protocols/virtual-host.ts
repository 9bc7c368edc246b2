// The first part of the path may stand in the host's name: `artifacts.localhost` is `/artifacts`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
import { hostName } from '../signature/request.ts'

/** `artifacts` for `artifacts.localhost:4566` and `artifacts.SERVICE.localhost`; undefined in path style. */
export const virtualHost = (host: string | undefined, signingName: string): string | undefined => {
  const name = hostName(host)
  if (!name.endsWith('.localhost')) return undefined
  const labels = name.slice(0, -'.localhost'.length).split('.')
  const own = labels.lastIndexOf(signingName)
  const first = own >= 0 && own >= labels.length - 2 ? labels.slice(0, own) : labels
  return first.length === 0 ? undefined : first.join('.')
}
