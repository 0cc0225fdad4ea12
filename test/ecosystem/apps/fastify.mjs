// A server in Fastify, which calls itself once.
import Fastify from 'fastify';
import { answer, callOnce } from './server.mjs';

const server = Fastify();
server.get('/', () => answer());
await callOnce(await server.listen({ port: 0 }));
