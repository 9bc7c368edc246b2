// Node's HTTP server without what `import ... from 'node:http'` loads beside it: that form reads every export, and reading its WebSocket loads
// undici, which costs 20 ms of the start and memory for good.

export const { createServer } = process.getBuiltinModule('node:http')
