// The user name and password that CodeCommit accepts over HTTPS: an access key and a signature of the repository's path.
// The same form as `aws codecommit credential-helper` makes.
// https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html

import { createHash, createHmac } from 'node:crypto'

export interface GitCredential {
  readonly username: string
  readonly password: string
}

export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region: string
  readonly now: Date
}

/** `path` with its leading slash; a port of the host is not signed. Valid for 15 minutes. */
export const gitCredential = (host: string, path: string, signer: Signer): GitCredential => {
  const time = signer.now.toISOString().replace(/[-:]|\.\d{3}Z$/g, '')
  const day = time.slice(0, 8)
  const canonical = `GIT\n${path}\n\nhost:${host.replace(/:\d+$/, '')}\n\nhost\n`
  const scope = `${day}/${signer.region}/codecommit/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`
  const key = [day, signer.region, 'codecommit', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${signer.secretAccessKey}`,
  )
  const signature = createHmac('sha256', key).update(toSign).digest('hex')
  return {
    username: signer.sessionToken ? `${signer.accessKeyId}%${signer.sessionToken}` : signer.accessKeyId,
    password: `${time}Z${signature}`,
  }
}
