// One path of the API: GET and HEAD answer, OPTIONS says what is possible, every other method is refused.
import type { Express, Request, Response } from 'express'
import { answerError } from './answers.ts'

const methods = 'GET, HEAD, OPTIONS'

export function resource(app: Express, path: string, get: (request: Request, response: Response) => void): void {
  app.route(path).get(get).options(answerOptions).all(refuseMethod) // express answers HEAD as GET without the body
}

/** Plain OPTIONS and the browser's CORS preflight: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function answerOptions(_request: Request, response: Response): void {
  response.setHeader('Allow', methods)
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Methods', methods)
  response.setHeader('Access-Control-Allow-Headers', '*')
  response.setHeader('Access-Control-Max-Age', '86400')
  response.statusCode = 204
  response.end()
}

function refuseMethod(request: Request, response: Response): void {
  response.setHeader('Allow', methods)
  answerError(response, 405, {
    code: 'MethodNotAllowed',
    message: `${request.path} does not take ${request.method}; it takes ${methods}`,
  })
}
