// The command line of the local cloud: argv and environment in, exit code out.

import { enableCompileCache } from 'node:module'
import { text } from 'node:stream/consumers'
import { HELP, readCommand } from './cli/options.ts'
import { messageOf } from './core/errors.ts'

enableCompileCache()

const REGION = 'us-east-1'

const main = async (argv: readonly string[]): Promise<number> => {
  const command = readCommand(argv)
  const repository = process.cwd()
  const { stateFolderOf, shellEnvironment } = await import('./cli/env.ts')
  switch (command.name) {
    case 'help':
      console.log(HELP)
      return 0
    case 'env':
      console.log(shellEnvironment(stateFolderOf(repository, command.state), REGION))
      return 0
    case 'git-credential': {
      const { answerGit } = await import('./cli/credential-helper.ts')
      const folder = stateFolderOf(repository, command.state)
      process.stdout.write(answerGit(command.action, await text(process.stdin), folder, REGION, new Date()))
      return 0
    }
    case 'start': {
      const { start } = await import('./cli/start.ts')
      return await start(command, repository, terminal(), process.stdin)
    }
  }
}

const terminal = () => ({
  write: (line: string) => process.stdout.write(line),
  isTTY: process.stdout.isTTY === true && process.env.CI === undefined,
  get columns() {
    return process.stdout.columns ?? 80
  },
  colors: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
})

/** Errors that were foreseen carry words for the person; anything else is a bug and shows where it happened. */
const FORESEEN = new Set([
  'CliError',
  'UsageError',
  'GitError',
  'StateFolderInUseError',
  'DamagedLogError',
  'PortTakenError',
  'ServiceError',
])

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    const foreseen = error instanceof Error && FORESEEN.has(error.name)
    console.error(foreseen ? messageOf(error) : error)
    process.exitCode = error instanceof Error && error.name === 'UsageError' ? 2 : 1
  },
)
