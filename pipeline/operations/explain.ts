// What went wrong between this machine and AWS, said to the person who must act.

/** An explanation for what the SDK's error means here; undefined when its own message says enough. */
export function explain(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return explanations.find(([pattern]) => pattern.test(`${error.name} ${code} ${error.message}`))?.[1](error)
}

type Explanation = (error: Error) => string

const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [
    /Region is missing/i,
    () => 'No region is set. Set AWS_REGION, or the region of your profile with: aws configure set region eu-west-1',
  ],
  [
    /CredentialsProviderError|Could not load credentials|Resolved credential object is not valid/i,
    ({ message }) =>
      `No credentials were found${profile()}${reason(message)}. Log in (aws login, aws sso login) or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  ],
  [
    /ExpiredToken|RequestExpired|token.*(has )?expired/i,
    ({ message }) => `The credentials have expired (${message}). Log in again and run the same command.`,
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature/i,
    ({ message }) =>
      `AWS refuses the credentials (${message}). Check AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET/,
    ({ message }) =>
      `AWS cannot be reached (${message || 'no connection'}). Check the network, the region and ${
        process.env.AWS_ENDPOINT_URL ? `AWS_ENDPOINT_URL, which is ${process.env.AWS_ENDPOINT_URL}` : 'AWS_ENDPOINT_URL'
      }.`,
  ],
  [/AccessDenied|not authorized/i, ({ message }) => `These credentials may not do this: ${message}`],
]

const profile = () => (process.env.AWS_PROFILE ? ` for AWS_PROFILE, which is ${process.env.AWS_PROFILE}` : '')

/** Why a source of credentials that was tried has none, for example a session that ended; nothing when no source was there to try. */
const reason = (message: string) =>
  /Could not load credentials/i.test(message) ? '' : ` (${message.replace(/\.$/, '')})`
