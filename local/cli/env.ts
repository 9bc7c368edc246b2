// `npm run -s env`: what another shell needs, as lines that a shell evaluates.

import { join, resolve } from 'node:path'
import { openIssuer } from '../credentials.ts'
import { runningEndpoint } from '../host/state-folder.ts'
import { ADMINISTRATOR_KEY_ID } from '../services/iam/state.ts'
import { CliError } from './cli-error.ts'

/** @throws CliError when no local cloud runs over the folder */
export const shellEnvironment = (stateFolder: string, region: string, cli: string): string => {
  const endpoint = runningEndpoint(stateFolder)
  if (!endpoint) throw new CliError(`no local cloud runs over ${stateFolder}; start one with npm start`)
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ADMINISTRATOR_KEY_ID,
    AWS_SECRET_ACCESS_KEY: openIssuer(stateFolder).secretOf(ADMINISTRATOR_KEY_ID),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // git signs for this endpoint, whatever folder it is called in: https://git-scm.com/docs/git-config#ENVIRONMENT
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `credential.${endpoint}.helper`,
    GIT_CONFIG_VALUE_0: credentialHelper(cli, stateFolder),
    GIT_CONFIG_KEY_1: `credential.${endpoint}.useHttpPath`,
    GIT_CONFIG_VALUE_1: 'true',
  }
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`)
  return ['unset AWS_SESSION_TOKEN AWS_PROFILE', ...lines].join('\n')
}

/** The command that git asks for a user name and a password. */
export const credentialHelper = (cli: string, stateFolder: string): string =>
  `!${[process.execPath, cli].map(quote).join(' ')} git-credential --state ${quote(stateFolder)}`

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const stateFolderOf = (repository: string, given: string | undefined): string =>
  given ? resolve(repository, given) : join(repository, '.local-cloud')
