// `npm run scaffold`

import { join } from 'node:path'
import { scaffold } from './scaffold.ts'

const { exitCode, stdout, stderr } = scaffold(process.argv.slice(2), join(import.meta.dirname, '..'))
process.stdout.write(stdout)
process.stderr.write(stderr)
process.exitCode = exitCode
