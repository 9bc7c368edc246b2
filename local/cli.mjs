// Where Node.js begins. Plain JavaScript: what removes the types is loaded for a TypeScript file even when its compiled form is cached, and
// costs some 18 MB; everything behind this file comes from the cache from the second start on.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/local-cloud'))
await import('./cli.ts')
