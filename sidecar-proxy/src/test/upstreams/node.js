// Tells each complete request on standard output: method, target, length of the body.
const http = require('node:http');

const printable = (text) =>
  text.replace(/[^ !#-[\]-~]/g, (c) => '\\x' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'));

const server = http.createServer((request, response) => {
  let length = 0;
  request.on('data', (bytes) => (length += bytes.length));
  request.on('end', () => {
    const line = `${request.method} ${printable(request.url)}`;
    process.stdout.write(`${line} ${length}\n`);
    response.setHeader('Content-Length', line.length);
    response.end(line);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
