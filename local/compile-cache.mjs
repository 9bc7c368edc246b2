// Node.js keeps what it compiled here and takes it up at the next start.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/local-cloud'))
