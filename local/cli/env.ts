// `npm run -s env`: what another shell needs, as lines that a shell evaluates.

import { join } from 'node:path'
import { openIssuer } from '../credentials.ts'
import { runningEndpoint } from '../host/state-folder.ts'
import { ADMINISTRATOR_KEY_ID } from '../services/iam/state.ts'
import { CliError } from './cli-error.ts'

/** @throws CliError when no local cloud runs over the folder */
export const shellEnvironment = (stateFolder: string, region: string): string => {
  const endpoint = runningEndpoint(stateFolder)
  if (!endpoint) throw new CliError(`no local cloud runs over ${stateFolder}; start one with npm start`)
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ADMINISTRATOR_KEY_ID,
    AWS_SECRET_ACCESS_KEY: openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`)
  return ['unset AWS_SESSION_TOKEN AWS_PROFILE', ...lines].join('\n')
}

export const stateFolderOf = (repository: string, given: string | undefined): string =>
  given ?? join(repository, '.local-cloud')
