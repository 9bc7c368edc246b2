// The condition keys that every request has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import type { Place } from '../../core/arn.ts'
import type { ConditionContext } from '../../core/policy.ts'
import type { WireRequest } from '../signature/request.ts'

export const conditionContext = (
  request: WireRequest,
  { place, now }: { readonly place: Place; readonly now: () => Date },
): ConditionContext => {
  const time = now()
  const agent = request.headers.get('user-agent')
  const referer = request.headers.get('referer')
  return {
    // Differs from AWS: the endpoint is plain HTTP. Policies ask for TLS so that nothing is read on the way, and loopback never leaves the machine.
    'aws:SecureTransport': 'true',
    'aws:SourceIp': request.remoteAddress.replace(/^::ffff:/, ''),
    'aws:RequestedRegion': place.region,
    'aws:CurrentTime': time.toISOString(),
    'aws:EpochTime': String(Math.floor(time.getTime() / 1000)),
    ...(agent === undefined ? {} : { 'aws:UserAgent': agent }),
    ...(referer === undefined ? {} : { 'aws:Referer': referer }),
  }
}
