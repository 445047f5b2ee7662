/**
 * docker-modem waits for the end of a response's body and listens for nothing else, so a call
 * whose connection is cut after the headers (the engine was killed) would never come back.
 * Node publishes every response that an HTTP client gets; an error on one is handed to its
 * request, where docker-modem does listen. This process speaks HTTP with the engine alone.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

let watching = false;

/** Makes calls fail whose response is cut. Needed once a process; more calls change nothing. */
export function watchCutResponses(): void {
  if (watching) return;
  watching = true;
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    response.on('error', (error) => request.emit('error', error));
  });
}
