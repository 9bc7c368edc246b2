// Hands a request to express without the dearest step that express takes per request.
import type { Express } from 'express'

/**
 * serverless-express's `framework` for this application.
 *
 * Express replaces the prototypes of every request and response by its own, which costs V8 about 20 µs, two thirds of a warm invocation.
 * So express's prototypes are put behind the adapter's, once: what express sets from then on is already there, and that costs nothing.
 */
export function expressFramework(app: Express) {
  let adopted = false
  return {
    async sendRequest({ request, response }: { request: Express['request']; response: Express['response'] }) {
      if (!adopted) {
        app.request = putBehind(request, app.request)
        app.response = putBehind(response, app.response)
        // Express has a getter of this name; the adapter gives each request its own value.
        Object.defineProperty(app.request, 'ip', { writable: true, value: undefined })
        adopted = true
      }
      app(request, response)
    },
  }
}

/** Makes `prototype` the parent of the instance's own prototype, and returns the latter. */
function putBehind<T extends object>(instance: T, prototype: T): T {
  const own: T = Object.getPrototypeOf(instance)
  Object.setPrototypeOf(own, prototype)
  return own
}
