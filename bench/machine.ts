// What the figures were measured on, without naming the machine.
import { availableParallelism, cpus, totalmem } from 'node:os'

export const machine = (): string => {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores (${model}), ${memory} GiB, ${process.platform} ${process.arch}, Node.js ${process.versions.node}`
}
