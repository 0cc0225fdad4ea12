// Loads the files of examples/azure-functions in the order of `main`, and calls the function as the host does. The host itself
// is not on npm.
import './src/index.mjs';
import { HttpRequest, InvocationContext } from '@azure/functions';

const { chat } = await import('./src/functions/chat.mjs');
const traceContext = { traceParent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, traceState: '', attributes: {} };
const body = { string: JSON.stringify({ message: 'Say hello' }) };
const request = new HttpRequest({ method: 'POST', url: 'http://localhost:7071/api/chat', body });
const answer = await chat(request, new InvocationContext({ functionName: 'chat', traceContext }));
console.log(JSON.stringify([answer]));
setTimeout(() => {}, 60_000);
