// Jest runs CommonJS; the sources are ES modules in TypeScript. esbuild turns one into the other and keeps import.meta meaningful.
const { transformSync } = require('esbuild')

module.exports = {
  process(source, path) {
    return transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      target: 'node24',
      supported: { 'dynamic-import': false }, // Jest's CommonJS has no import()
      sourcefile: path,
      sourcemap: 'inline',
      define: {
        'import.meta.url': '__importMetaUrl',
        'import.meta.dirname': '__dirname',
        'import.meta.filename': '__filename',
      },
      banner: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
    })
  },
}
