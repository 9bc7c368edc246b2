// Where Node.js begins. Plain JavaScript: what removes the types is loaded for a TypeScript file even when its compiled form is cached, and
// costs some 18 MB; everything behind this file comes from the cache.
import './compile-cache.mjs'

await import('./cli.ts')
