// How each recorded change alters the parameters.

import { VERSIONS_KEPT } from './names.ts'
import { evolving } from './trail.ts'

export const evolve = evolving({
  PutParameter: ({ parameters }, { name, arn, version, tags }) => {
    const known = parameters.get(name)
    parameters.set(name, {
      Name: name,
      ARN: arn,
      versions: [...(known?.versions ?? []), version].slice(-VERSIONS_KEPT),
      tags: { ...known?.tags, ...tags },
    })
  },
  DeleteParameter: ({ parameters }, { name }) => {
    parameters.delete(name)
  },
  DeleteParameters: ({ parameters }, { names }) => {
    for (const name of names) parameters.delete(name)
  },
  AddTagsToResource: ({ parameters }, { name, tags }) => {
    const known = parameters.get(name)
    if (known) known.tags = { ...known.tags, ...tags }
  },
  RemoveTagsFromResource: ({ parameters }, { name, keys }) => {
    const known = parameters.get(name)
    if (known) known.tags = Object.fromEntries(Object.entries(known.tags).filter(([key]) => !keys.includes(key)))
  },
  // Announced because of a change that is recorded already.
  'Parameter Store Change': () => {},
})
