// The command line of the local cloud: argv and environment in, exit code out.

import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Terminal } from './cli/live/screen.ts'
import { HELP, readCommand } from './cli/options.ts'
import { messageOf } from './core/errors.ts'
import { machineFault } from './host/machine-fault.ts'

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
      console.log(
        shellEnvironment(stateFolderOf(repository, command.state), REGION, join(import.meta.dirname, 'cli.mjs')),
      )
      return 0
    case 'git-credential': {
      const { answerGit } = await import('./cli/credential-helper.ts')
      const folder = stateFolderOf(repository, command.state)
      process.stdout.write(answerGit(command.action, await text(process.stdin), folder, REGION, new Date()))
      return 0
    }
    case 'start': {
      // git reads HEAD while the rest of the program is loaded.
      const { readHead } = await import('./cli/execution/repository.ts')
      const [head, { start }] = await Promise.all([readHead(repository), import('./cli/start.ts')])
      return await start(command, repository, head, terminal(), process.stdin)
    }
  }
}

const terminal = (): Terminal => {
  const { stdout } = process
  // Whoever read the output has gone: the same as a terminal that hangs up.
  stdout.once('error', () => process.emit('SIGHUP', 'SIGHUP'))
  stdout.on('error', () => {})
  return {
    write: text => stdout.write(text),
    isTTY: stdout.isTTY === true && process.env.CI === undefined,
    get columns() {
      return stdout.columns ?? 80
    },
    get rows() {
      return stdout.rows ?? 24
    },
    colors: stdout.isTTY === true && !process.env.NO_COLOR,
    onResize: listener => {
      stdout.on('resize', listener)
      return () => stdout.off('resize', listener)
    },
  }
}

/** Errors that were foreseen carry words for the person; anything else is a bug and shows where it happened. */
const FORESEEN = new Set([
  'CliError',
  'UsageError',
  'GitError',
  'StateFolderError',
  'DamagedStateError',
  'OldStateError',
  'StateNotKeptError',
  'PortTakenError',
  'ServiceError',
  'SettingError',
])

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    const foreseen = error instanceof Error && FORESEEN.has(error.name)
    console.error(foreseen ? messageOf(error) : (machineFault(error) ?? error))
    process.exitCode = error instanceof Error && error.name === 'UsageError' ? 2 : 1
  },
)
