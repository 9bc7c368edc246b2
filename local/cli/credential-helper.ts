// git asks this program for the user name and password of a push; it signs them with the keys of the state folder.
// https://git-scm.com/docs/git-credential#IOFMT

import { openIssuer } from '../credentials.ts'
import { gitCredential } from '../git-credential.ts'
import { ADMINISTRATOR_KEY_ID } from '../services/iam/state.ts'

/** `asked` is what git wrote: lines of `key=value`. Only `get` has an answer. */
export const answerGit = (action: string, asked: string, stateFolder: string, region: string, now: Date): string => {
  if (action !== 'get') return ''
  const given = new Map(
    asked.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const { username, password } = gitCredential(given.get('host') ?? '', `/${given.get('path') ?? ''}`, {
    accessKeyId: ADMINISTRATOR_KEY_ID,
    secretAccessKey: openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID),
    region,
    now,
  })
  return `username=${username}\npassword=${password}\n`
}
