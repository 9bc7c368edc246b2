// Finds the function that `_HANDLER` names: `index.handler`, `src/app.lambda.handler`, in CommonJS or as an ES module.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runtimeError } from './errors.mjs'
import { confineModules } from './modules.mjs'

export const loadHandler = async (root, name) => {
  const [, file, path] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? []
  if (!file || !path || name.includes('..')) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler')
  confineModules(root)
  const module = await loadModule(root, join(dirname(name), file))
  const handler = path.split('.').reduce((value, key) => value?.[key], module)
  if (handler === undefined) throw runtimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof handler !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${name} is not a function`)
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html: Node.js 24 has no callback handlers.
  if (handler.length >= 3)
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
    )
  return handler
}

const loadModule = async (root, relative) => {
  const path = resolve(root, relative)
  const require = createRequire(join(root, 'index.js'))
  try {
    if (existsSync(path) && !isFolder(path)) return require(path)
    const asModule = isModulePackage(root, path)
    if (!asModule && existsSync(`${path}.js`)) return require(`${path}.js`)
    if (asModule && existsSync(`${path}.js`)) return await import(pathToFileURL(`${path}.js`).href)
    if (existsSync(`${path}.mjs`)) return await import(pathToFileURL(`${path}.mjs`).href)
    if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`)
    return require(relative.startsWith('/') ? relative : require.resolve(relative, { paths: [root] }))
  } catch (error) {
    if (error instanceof SyntaxError) throw renamed(error, 'Runtime.UserCodeSyntaxError')
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw renamed(error, 'Runtime.ImportModuleError')
    throw error
  }
}

const renamed = (error, name) => {
  const told = runtimeError(
    name,
    error instanceof SyntaxError ? `${error.name}: ${error.message}` : `Error: ${error.message}`,
  )
  told.stack = error.stack
  return told
}

const isFolder = path => existsSync(join(path, '.'))

/** The nearest package.json up to the function's root says whether .js files are ES modules. */
const isModulePackage = (root, path) => {
  for (let folder = dirname(path); folder.startsWith(resolve(root)); folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).type === 'module'
  }
  return false
}
