import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A git server that speaks smart HTTP, on the loopback interface only. */
export interface GitServer {
  /** Ends with a slash; a repository's path in the served folder follows. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the repositories in a folder with git's own CGI program: https://git-scm.com/docs/git-http-backend */
export async function startGitServer(folder: string, env: NodeJS.ProcessEnv): Promise<GitServer> {
  const server = createServer((request, response) => backend(request, response, folder, env));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

function backend(request: IncomingMessage, response: ServerResponse, folder: string, env: NodeJS.ProcessEnv): void {
  const cgi = spawn('git', ['http-backend'], {
    env: { ...env, ...cgiVariables(request), GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // The program may answer before it has read all.
  cgi.stdin.on('error', () => {});
  request.pipe(cgi.stdin);
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    cgi.stdout.off('data', readHead);
    writeHead(response, head.toString('latin1', 0, end));
    response.write(head.subarray(end + 4));
    cgi.stdout.pipe(response);
  };
  cgi.stdout.on('data', readHead);
  cgi.once('error', () => response.destroy());
}

/** https://datatracker.ietf.org/doc/html/rfc3875#section-4.1 */
function cgiVariables({ url = '/', method = 'GET', headers }: IncomingMessage): NodeJS.ProcessEnv {
  const [path = '', query = ''] = url.split('?');
  return {
    REQUEST_METHOD: method,
    PATH_INFO: decodeURIComponent(path),
    QUERY_STRING: query,
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'] as string | undefined,
    REMOTE_ADDR: '127.0.0.1',
    // Whoever has a name may push.
    REMOTE_USER: 'pusher',
  };
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    if (name === 'Status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
