// Which Host headers are served.
import { hostName } from '../signature/request.ts'

/** A web page of elsewhere can point its own name at 127.0.0.1 (DNS rebinding), but it cannot forge the Host header. */
export const isLoopbackHost = (host: string | undefined): boolean => {
  const name = hostName(host)
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost')
}
