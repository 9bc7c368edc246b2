// Answers every request with its version.
const version = 'v1'

exports.handler = async event => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ version, path: event.path }),
})
