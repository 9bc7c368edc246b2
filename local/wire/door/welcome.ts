// What a person sees who opens the endpoint itself.
import type { Place } from '../../core/arn.ts'
import type { Answer } from '../protocols/answer.ts'

export const welcome = (place: Place): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `The local cloud: AWS services for account ${place.account} in ${place.region}, on this machine only.

Point any AWS client here:   eval "$(npm run -s env)"
What is carried out:         docs/coverage.md
`,
})
