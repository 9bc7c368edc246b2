// The global `awslambda`, through which a handler on AWS declares that it streams its answer.
// https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html

import { runtimeError } from './errors.mjs'

// Differs from AWS: response streaming is not carried out; a function that calls awslambda.streamifyResponse fails by name while it starts.
globalThis.awslambda = {
  streamifyResponse: () => {
    throw runtimeError(
      'Runtime.StreamingNotCarriedOut',
      'awslambda.streamifyResponse: response streaming is not carried out by the local cloud; return the whole answer from the handler',
    )
  },
}
