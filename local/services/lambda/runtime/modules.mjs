// Keeps a function to its own files and to what Lambda's runtime brings (NODE_PATH): on this machine the folders above
// its code may hold packages that will not be there on AWS.

import Module, { createRequire, registerHooks } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const confineModules = root => {
  const isOwn = path => path === root || path.startsWith(root + sep)
  const everywhere = Module._nodeModulePaths
  Module._nodeModulePaths = from =>
    isOwn(from) ? everywhere(from).filter(path => isOwn(dirname(path))) : everywhere(from)

  registerHooks({
    resolve: (specifier, context, next) => {
      const parent = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : undefined
      if (!parent || !isOwn(parent) || !isPackage(specifier) || context.conditions.includes('require'))
        return next(specifier, context)
      try {
        const found = next(specifier, context)
        if (!found.url.startsWith('file:') || isOwn(fileURLToPath(found.url))) return found
      } catch (error) {
        if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
      }
      // Lambda's Node.js looks into NODE_PATH for ES modules too, which plain Node.js does not.
      return next(fromNodePath(specifier, parent), context)
    },
  })
}

const isPackage = specifier => !/^(\.|\/|#|[a-z]+:)/.test(specifier) && !Module.builtinModules.includes(specifier)

const fromNodePath = (specifier, parent) => {
  try {
    return pathToFileURL(createRequire(parent).resolve(specifier)).href
  } catch {
    const error = new Error(`Cannot find package '${specifier}' imported from ${join(parent)}`)
    throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' })
  }
}
